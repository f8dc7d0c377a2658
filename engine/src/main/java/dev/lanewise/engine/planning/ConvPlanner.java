package dev.lanewise.engine.planning;

import dev.lanewise.engine.machine.Machine;
import java.util.ArrayList;
import java.util.List;

/** Chooses an algorithm for a convolution, from static facts alone: the fastest that memory and accuracy allow. */
public final class ConvPlanner {
    /** A second thread costs some 20 µs to wake: each must have this much to do. */
    private static final long LEAST_FLOP = 2L << 20;

    /** The workspace of a run is one array. */
    private static final long MOST_WORKSPACE = (Integer.MAX_VALUE - 64L) * Float.BYTES;

    /** Floats of a cache line: where a workspace begins, and what is kept free for it. */
    public static final int LINE = 16;

    private final Machine machine;
    private final int threads;
    private final ConvCosts costs;

    /**
     * Makes a planner.
     *
     * @param machine what plans are made for
     * @param threads threads that may run a plan
     */
    public ConvPlanner(Machine machine, int threads) {
        this.machine = machine;
        this.threads = threads;
        costs = ConvCosts.of(machine);
    }

    /**
     * Plans a convolution.
     *
     * @param problem the convolution
     * @param accuracy the error that is allowed
     * @param workspaceLimit bytes of workspace that a run may use
     * @param forced the algorithm to take whatever it costs, or null
     * @param reason why the choice will be what it is
     * @return the plan
     * @throws IllegalArgumentException if the forced algorithm cannot serve
     */
    public ConvPlan plan(
            ConvProblem problem, Accuracy accuracy, long workspaceLimit, ConvAlgorithm forced, String reason) {
        List<ConvCandidate> candidates = new ArrayList<>();
        ConvCandidate best = null;
        for (ConvModel model : ConvModels.ALL) {
            ConvCandidate candidate = candidate(model, problem, accuracy, workspaceLimit, forced);
            candidates.add(candidate);
            boolean allowed = forced == null || forced == model.algorithm();
            if (allowed && candidate.isPossible() && (best == null || candidate.nanos() < best.nanos())) {
                best = candidate;
            }
            if (forced == model.algorithm() && !candidate.isPossible()) {
                throw new IllegalArgumentException("algorithm is " + candidate + "; it must be one that can compute "
                        + problem.shape() + ", " + problem.in() + " to " + problem.out());
            }
        }
        if (best == null) {
            throw new IllegalArgumentException(
                    "workspaceLimit is " + workspaceLimit + " bytes; it must allow one of " + candidates);
        }
        return new ConvPlan(problem, accuracy, workspaceLimit, best, reason, List.copyOf(candidates));
    }

    /**
     * What an algorithm would cost, whatever its accuracy.
     *
     * @param problem the convolution
     * @param algorithm the algorithm
     * @param workspaceLimit bytes of workspace that a run may use
     * @return its numbers, or why it cannot serve
     */
    public ConvCandidate candidate(ConvProblem problem, ConvAlgorithm algorithm, long workspaceLimit) {
        ConvModel model = ConvModels.ALL.stream()
                .filter(known -> known.algorithm() == algorithm)
                .findFirst()
                .orElseThrow();
        return candidate(model, problem, Accuracy.RELAXED, workspaceLimit, algorithm);
    }

    private ConvCandidate candidate(
            ConvModel model, ConvProblem problem, Accuracy accuracy, long workspaceLimit, ConvAlgorithm forced) {
        long limit = Math.min(workspaceLimit, MOST_WORKSPACE);
        ConvAlgorithm algorithm = model.algorithm();
        String refusal = model.refusal(problem);
        if (refusal != null) {
            return new ConvCandidate(algorithm, refusal, null, 0, 0, 0, Double.NaN, Double.NaN);
        }
        int parts = 1;
        ConvBlocks blocks = model.blocks(problem, machine, parts, share(limit, parts));
        // one thread decides what is possible: how many there are must not make a forced algorithm fail
        boolean fits = workspace(blocks, parts) <= limit;
        int most = Math.clamp(problem.shape().flop() / LEAST_FLOP, 1, threads);
        for (int more = most; fits && more > parts; more--) {
            ConvBlocks split = model.blocks(problem, machine, more, share(limit, more));
            if (workspace(split, more) <= limit) {
                parts = more;
                blocks = split;
            }
        }
        parts = Math.min(parts, blocks.units());
        long bytes = workspace(blocks, parts);
        if (bytes > limit) {
            refusal = "needs " + bytes + " bytes of workspace, the limit is " + limit;
        } else if (algorithm != forced && algorithm.accuracy().compareTo(accuracy) > 0) {
            refusal = "its accuracy is " + algorithm.accuracy() + ", " + accuracy + " is asked for";
        }
        return new ConvCandidate(
                algorithm,
                refusal,
                blocks,
                parts,
                bytes,
                blocks.weightFloats() * Float.BYTES,
                model.nanos(problem, blocks, costs) / parts,
                model.error(problem));
    }

    /** Bytes for all threads, and a line to begin on an aligned element. */
    private static long workspace(ConvBlocks blocks, int parts) {
        int most = (blocks.units() - 1) / parts + 1;
        long floats = blocks.workspaceFloats(most) * parts;
        return floats == 0 ? 0 : (floats + LINE) * Float.BYTES;
    }

    private static long share(long limit, int parts) {
        return Math.max(0, limit / Float.BYTES - LINE) / parts;
    }
}
