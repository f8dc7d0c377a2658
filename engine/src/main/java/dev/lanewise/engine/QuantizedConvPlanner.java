package dev.lanewise.engine;

import dev.lanewise.engine.drivers.PreparedConv;
import dev.lanewise.engine.drivers.QuantizedConvPiece;
import dev.lanewise.engine.drivers.QuantizedConvRun;
import dev.lanewise.engine.drivers.QuantizedDepthwise;
import dev.lanewise.engine.packing.ExactSums;
import dev.lanewise.engine.packing.WinogradError;
import dev.lanewise.engine.planning.Accuracy;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvCandidate;
import dev.lanewise.engine.planning.ConvPlan;
import dev.lanewise.engine.planning.ConvProblem;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.DepthwiseBlocks;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.engine.planning.QuantizedBands;
import dev.lanewise.engine.planning.QuantizedConvPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses how a convolution of 8-bit numbers is computed: certifies for each algorithm how many channels it sums exactly in floats with these
 * weights, cuts the channels so, and takes the one predicted to be the fastest.
 */
final class QuantizedConvPlanner {
    /** Widening an input and finishing a sum, measured on a Zen 3 with JDK 25.0.3. */
    private static final double NANOS_TO_WIDEN = 0.15;

    private static final double NANOS_TO_FINISH = 0.35;

    /** What bytes cost over floats in a product. */
    private static final double OF_BYTES = 1.08;

    /** Products of any two 8-bit numbers without their zero points whose sum a float holds. */
    private static final int EXACT_TAPS = 258;

    private static final int CHANNEL_STEP = 8;

    private static final List<ConvAlgorithm> ALGORITHMS = List.of(
            ConvAlgorithm.POINTWISE,
            ConvAlgorithm.IM2COL,
            ConvAlgorithm.IMPLICIT_GEMM,
            ConvAlgorithm.DEPTHWISE,
            ConvAlgorithm.WINOGRAD_4_POINTS,
            ConvAlgorithm.WINOGRAD_6_POINTS);

    private final Engine engine;
    private final ConvProblem problem;
    private final ConvShape shape;
    private final float[] weights;
    private final int zeroPoint;
    private final boolean unsigned;
    private final int largest;
    private final int[] bias;
    /** Whether bytes are made by products of floats. */
    private final boolean byFloat;

    private final long limit;

    /** An algorithm with its cut of the channels, or what speaks against it. */
    private record Option(
            ConvAlgorithm algorithm,
            int channels,
            int taps,
            int errorBound,
            boolean ofRows,
            QuantizedBands bands,
            long workspaceBytes,
            double nanos,
            String refusal) {
        static Option refused(ConvAlgorithm algorithm, String refusal) {
            return new Option(algorithm, 0, 0, 0, false, null, 0, Double.NaN, refusal);
        }
    }

    private Option choice;
    private QuantizedConvPlan plan;

    /**
     * Plans.
     *
     * @param weights without their zero points
     * @param input quantisation of the input
     * @param bias a term of each channel, or null
     * @param byFloat whether sums become bytes by products of floats
     * @param limit bytes of workspace
     */
    QuantizedConvPlanner(
            Engine engine,
            ConvProblem problem,
            float[] weights,
            Quantization input,
            int[] bias,
            boolean byFloat,
            long limit) {
        this.engine = engine;
        this.problem = problem;
        this.weights = weights;
        this.bias = bias;
        this.byFloat = byFloat;
        this.limit = limit;
        shape = problem.shape();
        zeroPoint = input.zeroPoint(0);
        unsigned = input.type().isUnsigned();
        largest = Math.max(
                input.type().max() - zeroPoint, zeroPoint - input.type().min());
    }

    void choose(Accuracy accuracy, ConvAlgorithm forced) {
        List<String> others = new ArrayList<>();
        List<Option> options = new ArrayList<>();
        for (ConvAlgorithm algorithm : ALGORITHMS) {
            Option option = forced == null || forced == algorithm
                    ? option(algorithm, forced != null || accuracy == Accuracy.RELAXED)
                    : Option.refused(algorithm, "not asked for");
            options.add(option);
            if (option.refusal == null && (choice == null || option.nanos < choice.nanos)) {
                choice = option;
            }
        }
        for (Option option : options) {
            if (!option.equals(choice)) {
                others.add(option.algorithm + ": "
                        + (option.refusal == null ? "slower, %.3f ms".formatted(option.nanos / 1e6) : option.refusal));
            }
        }
        if (choice == null) {
            throw new IllegalArgumentException(
                    forced == null
                            ? "workspaceLimit is " + limit + " bytes; it must allow one of " + others
                            : "algorithm is " + forced + ": " + reason(options, forced)
                                    + "; it must be one that can compute " + shape);
        }
        plan = new QuantizedConvPlan(
                problem,
                choice.algorithm,
                isOfBytes(),
                isOfBytes() ? 1 : pieces(choice.channels, choice.taps),
                choice.errorBound,
                choice.workspaceBytes,
                isOfBytes() ? shape.weightElements() : 0,
                choice.nanos,
                forced == null ? "predicted to be the fastest" : "asked for",
                others);
    }

    QuantizedConvPlan plan() {
        return plan;
    }

    /** Rows of bytes that the chosen algorithm goes over, or null where it needs an image of floats. */
    QuantizedDepthwise ofRows() {
        return choice.ofRows ? new QuantizedDepthwise(problem, weights, zeroPoint, unsigned, bias) : null;
    }

    /** Bands of the chosen algorithm, or null where it goes over whole images. */
    QuantizedBands bands() {
        return choice.bands;
    }

    /** Whether bytes are made from floats, which hold every sum of the chosen algorithm with its bias. */
    boolean areFloats() {
        return byFloat
                && plan.errorBound() == 0
                && plan.pieces() == 1
                && ExactSums.biased(weights, shape.outChannels(), shape.depth(), largest, bias);
    }

    private static String reason(List<Option> options, ConvAlgorithm forced) {
        return options.stream()
                .filter(option -> option.algorithm == forced)
                .map(Option::refusal)
                .findFirst()
                .orElse("it has no exact form");
    }

    /** Whether the plan is a product of rows of bytes, or sums of them. */
    private boolean isOfBytes() {
        return choice.ofRows || (choice.algorithm == ConvAlgorithm.POINTWISE && isRowsOfBytes());
    }

    private boolean isRowsOfBytes() {
        return problem.in() == Layout.NHWC
                && problem.out() == Layout.NHWC
                && shape.groups() == 1
                && shape.inHeight() == shape.outHeight()
                && shape.inWidth() == shape.outWidth()
                && shape.kernelHeight() == 1
                && shape.kernelWidth() == 1
                && shape.padTop() == 0
                && shape.padLeft() == 0;
    }

    private Option option(ConvAlgorithm algorithm, boolean relaxed) {
        if (algorithm == ConvAlgorithm.POINTWISE && isRowsOfBytes()) {
            ConvCandidate candidate = candidate(algorithm, shape, engine.workspaceLimit());
            long bytes = engine.int8Planner
                    .plan(shape.batch() * shape.outPixels(), shape.outChannels(), shape.inChannels())
                    .workspaceBytes();
            return bytes > limit
                    ? Option.refused(algorithm, needs(bytes))
                    : new Option(
                            algorithm,
                            shape.inChannels(),
                            1,
                            0,
                            false,
                            null,
                            bytes,
                            OF_BYTES * candidate.nanos(),
                            null);
        }
        if (algorithm == ConvAlgorithm.WINOGRAD_6_POINTS && !relaxed) {
            return Option.refused(algorithm, "its sums are not exact, for which accuracy must be RELAXED");
        }
        ConvCandidate whole = candidate(algorithm, piece(shape.groupInChannels()), Long.MAX_VALUE);
        if (!whole.isPossible()) {
            return Option.refused(algorithm, whole.refusal());
        }
        if (algorithm == ConvAlgorithm.DEPTHWISE
                && byFloat
                && QuantizedDepthwise.serves(problem, weights, zeroPoint, unsigned, bias)) {
            int taps = shape.kernelHeight() * shape.kernelWidth();
            return new Option(algorithm, 1, taps, 0, true, null, 0, shape.batch() * whole.nanos(), null);
        }
        boolean inexact = algorithm == ConvAlgorithm.WINOGRAD_6_POINTS;
        int channels = inexact ? shape.inChannels() : exactChannels(algorithm);
        int taps = shape.kernelHeight() * shape.kernelWidth();
        if (channels == 0) {
            if (algorithm == ConvAlgorithm.WINOGRAD_4_POINTS) {
                return Option.refused(algorithm, "its values are not certified exact with these weights");
            }
            channels = 1;
            taps = EXACT_TAPS;
        }
        return option(algorithm, channels, taps, inexact);
    }

    private Option option(ConvAlgorithm algorithm, int channels, int taps, boolean inexact) {
        ConvShape piece = piece(channels);
        int pieces = pieces(channels, taps);
        if (algorithm == ConvAlgorithm.DEPTHWISE && pieces == 1) {
            ConvCandidate candidate = candidate(algorithm, piece, Long.MAX_VALUE);
            QuantizedBands bands = bands(candidate);
            long bytes = bands == null ? Long.MAX_VALUE : QuantizedConvRun.bandBytes(bands, engine.threads());
            if (bytes <= limit) {
                return new Option(algorithm, channels, taps, 0, false, bands, bytes, nanos(piece, 1, candidate), null);
            }
        }
        long stage = QuantizedConvRun.stageBytes(piece, pieces);
        ConvCandidate candidate = candidate(algorithm, piece, limit - stage);
        if (!candidate.isPossible()) {
            return Option.refused(algorithm, candidate.blocks() == null ? candidate.refusal() : needs(stage));
        }
        int error = 0;
        if (inexact) {
            int kernel = shape.kernelHeight();
            int points = 6;
            if (kernel != shape.kernelWidth()) {
                return Option.refused(algorithm, "needs a square kernel");
            }
            double bound =
                    WinogradError.bound(weights, shape.outChannels(), shape.inChannels(), kernel, points, largest);
            error = (int) (bound + 0.5);
        }
        long bytes = stage + candidate.workspaceBytes();
        return new Option(algorithm, channels, taps, error, false, null, bytes, nanos(piece, pieces, candidate), null);
    }

    private double nanos(ConvShape piece, int pieces, ConvCandidate candidate) {
        double around =
                NANOS_TO_WIDEN * piece.inputElements() * pieces + NANOS_TO_FINISH * piece.outputElements() * pieces;
        return shape.batch() * (candidate.nanos() * pieces + around / engine.threads());
    }

    /** Where rows or planes are convolved as they lie, a channel to a channel. */
    private QuantizedBands bands(ConvCandidate candidate) {
        DepthwiseBlocks blocks = (DepthwiseBlocks) candidate.blocks();
        boolean inPlace = blocks.byPlanes() || !(blocks.isInputStaged() || blocks.isOutputStaged());
        return inPlace && shape.groupOutChannels() == 1
                ? QuantizedBands.of(blocks, engine.machine().l2Bytes(), engine.threads())
                : null;
    }

    private String needs(long bytes) {
        return "needs more than " + bytes + " bytes of workspace, the limit is " + limit;
    }

    /** The most channels of a group, in equal cuts, whose sums are certified; 0 if not even one's are. */
    private int exactChannels(ConvAlgorithm algorithm) {
        int all = shape.groupInChannels();
        int before = 0;
        for (int cuts = 1; cuts <= all; cuts++) {
            int channels = cut(all, cuts);
            if (channels != before && isExact(algorithm, channels)) {
                return channels;
            }
            before = channels;
        }
        return 0;
    }

    private static int cut(int all, int cuts) {
        int channels = Math.ceilDiv(all, cuts);
        return Math.min(all, channels > CHANNEL_STEP ? Math.ceilDiv(channels, CHANNEL_STEP) * CHANNEL_STEP : channels);
    }

    private boolean isExact(ConvAlgorithm algorithm, int channels) {
        int all = shape.groupInChannels();
        int taps = shape.kernelHeight() * shape.kernelWidth();
        for (int first = 0; first < all; first += channels) {
            int end = Math.min(all, first + channels);
            boolean exact = algorithm == ConvAlgorithm.WINOGRAD_4_POINTS
                    ? ExactSums.winograd(weights, shape.outChannels(), all, first, end, largest)
                    : ExactSums.direct(weights, shape.outChannels(), all * taps, first * taps, end * taps, largest);
            if (!exact) {
                return false;
            }
        }
        return true;
    }

    private int pieces(int channels, int taps) {
        return Math.ceilDiv(shape.groupInChannels(), channels)
                * Math.ceilDiv(shape.kernelHeight() * shape.kernelWidth(), taps);
    }

    private ConvShape piece(int channels) {
        return shape.withBatch(1).withChannels(channels * shape.groups());
    }

    private ConvCandidate candidate(ConvAlgorithm algorithm, ConvShape of, long bytes) {
        return engine.convPlanner.candidate(new ConvProblem(of, problem.in(), problem.out()), algorithm, bytes);
    }

    /** The weights of every piece, in the form of the chosen algorithm; none where the plan is of bytes. */
    QuantizedConvPiece[] prepare() {
        if (plan.ofBytes()) {
            return new QuantizedConvPiece[0];
        }
        int all = shape.groupInChannels();
        int taps = shape.kernelHeight() * shape.kernelWidth();
        List<QuantizedConvPiece> pieces = new ArrayList<>();
        for (int first = 0; first < all; first += choice.channels) {
            int channels = Math.min(choice.channels, all - first);
            for (int tap = 0; tap < taps; tap += choice.taps) {
                float[] part = part(first, channels, tap, Math.min(taps, tap + choice.taps));
                pieces.add(new QuantizedConvPiece(first, channels, new PreparedConv(convPlan(channels), part, 0)));
            }
        }
        return pieces.toArray(QuantizedConvPiece[]::new);
    }

    private ConvPlan convPlan(int channels) {
        ConvProblem of = new ConvProblem(piece(channels), problem.in(), problem.out());
        long stage = QuantizedConvRun.stageBytes(piece(choice.channels), pieces(choice.channels, choice.taps));
        long rest = choice.bands == null ? limit - stage : Long.MAX_VALUE;
        return engine.convPlanner.plan(of, Accuracy.RELAXED, rest, choice.algorithm, "a piece");
    }

    /** Weights of some channels; taps that other pieces have are zeros. */
    private float[] part(int firstChannel, int channels, int firstTap, int endTap) {
        int all = shape.groupInChannels();
        int taps = shape.kernelHeight() * shape.kernelWidth();
        float[] part = new float[shape.outChannels() * channels * taps];
        for (int o = 0; o < shape.outChannels(); o++) {
            for (int c = 0; c < channels; c++) {
                System.arraycopy(
                        weights,
                        (o * all + firstChannel + c) * taps + firstTap,
                        part,
                        (o * channels + c) * taps + firstTap,
                        endTap - firstTap);
            }
        }
        return part;
    }
}
