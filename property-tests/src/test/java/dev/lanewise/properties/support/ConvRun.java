package dev.lanewise.properties.support;

import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import dev.lanewise.engine.Conv2d;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.planning.Accuracy;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvCandidate;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.reference.ReferenceConv2d;
import dev.lanewise.reference.ReferenceProduct;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The operands of a convolution, what it must give, and the check of what it gave. */
public final class ConvRun {
    private final ConvCase conv;
    private final Operand x;
    private final Operand w;
    private final List<ConvCandidate> candidates;
    private ReferenceProduct expected;

    public ConvRun(ConvCase conv) {
        this.conv = conv;
        x = conv.x();
        w = conv.w();
        candidates = prepare(EngineKind.DEFAULT.engine(), builder -> builder.accuracy(Accuracy.RELAXED))
                .plan()
                .candidates();
    }

    public Operand x() {
        return x;
    }

    /** Every algorithm, as an engine without limits sees it. */
    public List<ConvCandidate> candidates() {
        return candidates;
    }

    /** Those that apply to the shape and the layouts. */
    public List<ConvAlgorithm> algorithms() {
        return candidates.stream()
                .filter(ConvCandidate::isPossible)
                .map(ConvCandidate::algorithm)
                .toList();
    }

    /** One of them. */
    public ConvAlgorithm algorithm(int number) {
        return algorithms().get(number % algorithms().size());
    }

    /** Prepares the convolution. It may not change the weights, nor need them afterwards. */
    public Conv2d prepare(Engine engine, UnaryOperator<Conv2d.Builder> more) {
        Operand weights = w.fresh();
        Conv2d prepared = more.apply(engine.conv2d(conv.shape())
                        .layouts(conv.in(), conv.out())
                        .weights(weights.array(), weights.offset()))
                .prepare();
        weights.checkUnchanged();
        Arrays.fill(weights.array(), Float.NaN);
        return prepared;
    }

    /** Prepares the convolution for an algorithm. */
    public Conv2d prepare(Engine engine, ConvAlgorithm algorithm) {
        return prepare(engine, builder -> builder.algorithm(algorithm));
    }

    /** The same, or nothing where the engine's workspace does not suffice; the refusal must say so. */
    public Optional<Conv2d> prepareIfItFits(Engine engine, ConvAlgorithm algorithm) {
        try {
            return Optional.of(prepare(engine, algorithm));
        } catch (IllegalArgumentException e) {
            if (!e.getMessage().contains("bytes of workspace, the limit is " + engine.workspaceLimit())) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Runs on arrays; nothing but the output may change. */
    public Operand run(Conv2d prepared) {
        Operand y = conv.y();
        prepared.run(x.array(), x.offset(), y.array(), y.offset());
        x.checkUnchanged();
        y.checkGuards();
        return y;
    }

    /** Runs on arrays with a residual. */
    public Operand run(Conv2d prepared, Operand residual) {
        Operand y = conv.y();
        prepared.run(x.array(), x.offset(), residual.array(), residual.offset(), y.array(), y.offset());
        x.checkUnchanged();
        residual.checkUnchanged();
        y.checkGuards();
        return y;
    }

    /** Algorithms that do not apply must say why when they are forced. */
    public ConvRun checkRefusals() {
        for (ConvCandidate candidate : candidates) {
            if (!candidate.isPossible()) {
                String message = assertThrowsExactly(
                                IllegalArgumentException.class,
                                () -> prepare(EngineKind.DEFAULT.engine(), candidate.algorithm()))
                        .getMessage();
                if (!message.contains(candidate.refusal()) || !message.contains(candidate.algorithm() + ":")) {
                    throw new AssertionError("no '%s' in: %s".formatted(candidate, message));
                }
            }
        }
        return this;
    }

    /** What y must be. */
    public ReferenceProduct expected() {
        if (expected == null) {
            expected = reference(conv.shape(), conv.in(), conv.out(), x.array(), x.offset(), w.array(), w.offset());
        }
        return expected;
    }

    /** Checks an output without epilogue. */
    public void check(ConvAlgorithm algorithm, Operand y) {
        ConvBounds.check(algorithm, conv.shape().depth(), conv.content(), y, expected(), x.largest(), w.largest());
    }

    /** The convolution of images and weights, each from the element given. */
    static ReferenceProduct reference(
            ConvShape shape, Layout in, Layout out, float[] x, int xOffset, float[] w, int wOffset) {
        return ReferenceConv2d.convolve(
                shape.batch(),
                shape.inChannels(),
                shape.inHeight(),
                shape.inWidth(),
                shape.outChannels(),
                shape.kernelHeight(),
                shape.kernelWidth(),
                shape.strideHeight(),
                shape.strideWidth(),
                shape.padTop(),
                shape.padLeft(),
                shape.padBottom(),
                shape.padRight(),
                shape.dilationHeight(),
                shape.dilationWidth(),
                shape.groups(),
                in == Layout.NHWC,
                out == Layout.NHWC,
                x,
                xOffset,
                w,
                wOffset);
    }
}
