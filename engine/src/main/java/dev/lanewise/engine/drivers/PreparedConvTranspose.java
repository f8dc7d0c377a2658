package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.ActivationKind;
import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.planning.ConvTransposePlan;
import dev.lanewise.engine.planning.ConvTransposePlan.Part;
import dev.lanewise.engine.planning.ConvTransposeShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.engine.planning.TransposedAxis.Phase;
import java.util.ArrayList;
import java.util.List;

/** A planned transposed convolution: the convolutions of its parts with their weights and epilogues. Immutable. */
public final class PreparedConvTranspose {
    private final ConvTransposePlan plan;
    private final List<PreparedConv> convs = new ArrayList<>();
    private final List<EpilogueSpec> epilogues = new ArrayList<>();
    private final float[] gap;

    /**
     * Transforms the weights.
     *
     * @param plan the plan
     * @param weights {@code [inChannels][outChannels/groups][kernelHeight][kernelWidth]}; not needed afterwards
     * @param offset their first element
     * @param bias a term for every output channel, or null
     * @param kind the function applied last
     * @param first the function's first parameter
     * @param second the function's second parameter
     */
    public PreparedConvTranspose(
            ConvTransposePlan plan,
            float[] weights,
            int offset,
            float[] bias,
            ActivationKind kind,
            float first,
            float second) {
        this.plan = plan;
        boolean columns = plan.out() == Layout.NHWC;
        for (Part part : plan.parts()) {
            boolean empty = part.conv() == null;
            float[] terms = bias == null ? null : repeat(bias, part.phases() * (columns ? 1 : plan.images()));
            convs.add(empty ? null : new PreparedConv(part.conv(), stacked(part, weights, offset), 0));
            epilogues.add(new EpilogueSpec(
                    1, columns ? terms : null, columns ? null : terms, null, 0, 0, kind, first, second));
        }
        gap = new float[plan.shape().outChannels()];
        EpilogueSpec ofGaps = new EpilogueSpec(1, bias, null, null, 0, 0, kind, first, second);
        Kernels.active().epilogue().apply(ofGaps, gap, 0, gap.length, 1, gap.length, 0, 0);
    }

    /**
     * The plan.
     *
     * @return as given
     */
    public ConvTransposePlan plan() {
        return plan;
    }

    /** The convolution of a part; null for gaps. */
    PreparedConv conv(int part) {
        return convs.get(part);
    }

    EpilogueSpec epilogue(int part) {
        return epilogues.get(part);
    }

    /** What a place holds that no element of the kernel reaches, for every channel. */
    float[] gap() {
        return gap;
    }

    /** The kernel's elements that a part's phases see, in reverse, phase by phase as output channels of their own. */
    private float[] stacked(Part part, float[] weights, int offset) {
        ConvTransposeShape shape = plan.shape();
        int taps = shape.kernelHeight() * shape.kernelWidth();
        int outputs = shape.groupOutChannels();
        int inputs = shape.groupInChannels();
        float[] stacked = new float[part.conv().problem().shape().weightElements()];
        int to = 0;
        for (Phase rows : part.rows().phases()) {
            for (Phase columns : part.columns().phases()) {
                for (int o = 0; o < shape.outChannels(); o++) {
                    int firstInput = o / outputs * inputs;
                    for (int c = firstInput; c < firstInput + inputs; c++) {
                        int from = offset + (c * outputs + o % outputs) * taps;
                        for (int i = 0; i < part.rows().taps(); i++) {
                            int row = rows.tap() - i * rows.tapStep();
                            for (int j = 0; j < part.columns().taps(); j++) {
                                int column = columns.tap() - j * columns.tapStep();
                                stacked[to++] = weights[from + row * shape.kernelWidth() + column];
                            }
                        }
                    }
                }
            }
        }
        return stacked;
    }

    private static float[] repeat(float[] bias, int times) {
        float[] all = new float[bias.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(bias, 0, all, i * bias.length, bias.length);
        }
        return all;
    }
}
