package dev.lanewise.inference.cli;

import dev.lanewise.engine.Conv2d;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.planning.Accuracy;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvCandidate;
import dev.lanewise.engine.planning.ConvPlan;
import dev.lanewise.engine.planning.ConvProblem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Runs a convolution with every algorithm that the workspace limit allows: checks each once, then times them in turn. A time is
 * the lower decile of samples that are spread over the whole measurement.
 */
final class ConvContest {
    private static final int ROUNDS = 12;
    private static final int QUICK_ROUNDS = 4;

    private static final long SAMPLE_NANOS = 2_000_000;
    private static final long VISIT_NANOS = 20_000_000;
    private static final double QUANTILE = 0.1;

    // until C2 has compiled what an algorithm needs
    private static final long WARM_UP_NANOS = 1_000_000_000;
    private static final long QUICK_WARM_UP_NANOS = 300_000_000;

    // errors of fp32 sums and of all transforms lie far below
    private static final double WRONG = 1e-3;

    private final Engine engine;
    private final ConvProblem problem;
    private final long workspace;
    private final ConvPlan plan;
    private final List<ConvAlgorithm> algorithms;
    private final long warmUpNanos;
    private final int rounds;
    private final float[] x;
    private final float[] w;
    private final float[] y;

    private record Entrant(Conv2d conv, ConvErrors errors, List<Double> samples) {
        MeasuredConv measured() {
            List<Double> sorted = samples.stream().sorted().toList();
            double seconds = sorted.get((int) (QUANTILE * (sorted.size() - 1)));
            return new MeasuredConv(conv.plan().choice(), seconds, errors);
        }
    }

    /** Plans, which fails where no algorithm is possible. */
    ConvContest(Engine engine, ConvProblem problem, Accuracy accuracy, long workspace, boolean quick) {
        this.engine = engine;
        this.problem = problem;
        this.workspace = workspace;
        warmUpNanos = quick ? QUICK_WARM_UP_NANOS : WARM_UP_NANOS;
        rounds = quick ? QUICK_ROUNDS : ROUNDS;
        SplittableRandom random = new SplittableRandom(1);
        x = uniform(random, problem.shape().inputElements());
        w = uniform(random, problem.shape().weightElements());
        y = new float[problem.shape().outputElements()];
        plan = builder().accuracy(accuracy).prepare().plan();
        // those that are not as accurate as asked for run as well
        algorithms = builder().accuracy(Accuracy.RELAXED).prepare().plan().candidates().stream()
                .filter(ConvCandidate::isPossible)
                .map(ConvCandidate::algorithm)
                .toList();
    }

    /** What the planner makes of it. */
    ConvPlan plan() {
        return plan;
    }

    /** How far {@link #measure} advances the bar: a step for every visit, and as long ones for warming up. */
    int steps() {
        return algorithms.size() * (warmUpSteps() + rounds);
    }

    private int warmUpSteps() {
        return (int) (warmUpNanos / VISIT_NANOS);
    }

    /** Outputs to compare with. */
    ConvReference reference() {
        return new ConvReference(problem, x, w);
    }

    /** Measures, the fastest first. */
    List<MeasuredConv> measure(ConvReference reference, MeasuringBar bar) {
        List<Entrant> entrants = new ArrayList<>();
        for (ConvAlgorithm algorithm : algorithms) {
            bar.announce(algorithm.name());
            Conv2d conv = builder().algorithm(algorithm).prepare();
            Entrant entrant = new Entrant(conv, check(conv, reference), new ArrayList<>());
            long end = System.nanoTime() + warmUpNanos;
            do {
                visit(entrant);
            } while (System.nanoTime() < end);
            entrant.samples().clear();
            bar.advance(warmUpSteps());
            entrants.add(entrant);
        }
        for (int round = 0; round < rounds; round++) {
            for (Entrant entrant : entrants) {
                bar.announce(entrant.conv().plan().algorithm().name());
                visit(entrant);
                bar.advance(1);
            }
        }
        return entrants.stream()
                .map(Entrant::measured)
                .sorted(Comparator.comparingDouble(MeasuredConv::seconds))
                .toList();
    }

    private Conv2d.Builder builder() {
        return engine.conv2d(problem.shape())
                .layouts(problem.in(), problem.out())
                .workspaceLimit(workspace)
                .weights(w);
    }

    private ConvErrors check(Conv2d conv, ConvReference reference) {
        Arrays.fill(y, Float.NaN);
        conv.run(x, y);
        ConvErrors errors = reference.errors(y);
        if (!(errors.l2() < WRONG)) {
            throw new IllegalStateException(conv.plan().algorithm() + " is wrong: its error is " + errors.l2());
        }
        return errors;
    }

    /** Samples of as many calls as fill 2 ms, or of one longer call; where calls are short, after one for the caches. */
    private void visit(Entrant entrant) {
        long end = System.nanoTime() + VISIT_NANOS;
        double first = sample(entrant.conv(), 0);
        if (System.nanoTime() >= end) {
            entrant.samples().add(first);
        }
        while (System.nanoTime() < end) {
            entrant.samples().add(sample(entrant.conv(), SAMPLE_NANOS));
        }
    }

    /** Seconds of a call. */
    private double sample(Conv2d conv, long nanos) {
        long start = System.nanoTime();
        int calls = 0;
        long elapsed;
        do {
            conv.run(x, y);
            calls++;
            elapsed = System.nanoTime() - start;
        } while (elapsed < nanos);
        return elapsed / 1e9 / calls;
    }

    private static float[] uniform(SplittableRandom random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
