package dev.lanewise.properties.support;

import dev.lanewise.engine.ConvTranspose2d;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvTransposeShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.reference.ReferenceConvTranspose2d;
import dev.lanewise.reference.ReferenceProduct;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The operands of a transposed convolution, what it must give, and the check of what it gave. */
public final class ConvTransposeRun {
    private final ConvTransposeCase conv;
    private final Operand x;
    private final Operand w;

    public ConvTransposeRun(ConvTransposeCase conv) {
        this.conv = conv;
        x = conv.x();
        w = conv.w();
    }

    public Operand x() {
        return x;
    }

    /** Prepares it. It may not change the weights, nor need them afterwards. */
    public ConvTranspose2d prepare(Engine engine, UnaryOperator<ConvTranspose2d.Builder> more) {
        Operand weights = w.fresh();
        ConvTranspose2d prepared = more.apply(engine.convTranspose2d(conv.shape())
                        .layouts(conv.in(), conv.out())
                        .weights(weights.array(), weights.offset()))
                .prepare();
        weights.checkUnchanged();
        Arrays.fill(weights.array(), Float.NaN);
        return prepared;
    }

    /** The same, or nothing where the workspace does not suffice; the refusal must say so. */
    public Optional<ConvTranspose2d> prepareIfItFits(Engine engine, UnaryOperator<ConvTranspose2d.Builder> more) {
        try {
            return Optional.of(prepare(engine, more));
        } catch (IllegalArgumentException e) {
            if (!e.getMessage().startsWith("workspaceLimit is ")) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Runs on arrays; nothing but the output may change. */
    public Operand run(ConvTranspose2d prepared) {
        Operand y = conv.y();
        prepared.run(x.array(), x.offset(), y.array(), y.offset());
        x.checkUnchanged();
        y.checkGuards();
        return y;
    }

    /** Checks an output without epilogue, by the bound of the least exact of the algorithms that made it. */
    public void check(ConvTranspose2d prepared, Operand y) {
        ConvAlgorithm algorithm = algorithms(prepared).stream()
                .max(Comparator.comparingDouble(ConvBounds::l2))
                .orElse(ConvAlgorithm.IMPLICIT_GEMM);
        int depth = conv.shape().depth();
        ConvBounds.check(algorithm, depth, conv.content(), y, expected(), x.largest(), w.largest());
    }

    /** Those that make the parts of the output. */
    public static List<ConvAlgorithm> algorithms(ConvTranspose2d prepared) {
        return prepared.plan().parts().stream()
                .filter(part -> part.conv() != null)
                .map(part -> part.conv().algorithm())
                .toList();
    }

    /** What y must be. */
    public ReferenceProduct expected() {
        ConvTransposeShape shape = conv.shape();
        return ReferenceConvTranspose2d.convolve(
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
                shape.outputPaddingHeight(),
                shape.outputPaddingWidth(),
                shape.dilationHeight(),
                shape.dilationWidth(),
                shape.groups(),
                conv.in() == Layout.NHWC,
                conv.out() == Layout.NHWC,
                x.array(),
                x.offset(),
                w.array(),
                w.offset());
    }
}
