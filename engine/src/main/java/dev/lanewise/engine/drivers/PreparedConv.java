package dev.lanewise.engine.drivers;

import dev.lanewise.engine.planning.ConvCandidate;
import dev.lanewise.engine.planning.ConvPlan;
import dev.lanewise.engine.planning.ConvProblem;
import dev.lanewise.engine.planning.FftBlocks;

/** A planned convolution with its weights in the form that the plan's algorithm reads. Immutable. */
public final class PreparedConv {
    private final ConvPlan plan;
    private final ConvDriver driver;
    private final int units;

    /**
     * Transforms the weights.
     *
     * @param plan the plan
     * @param weights {@code [outChannels][inChannels/groups][kernelHeight][kernelWidth]}; not needed afterwards
     * @param offset their first element
     */
    public PreparedConv(ConvPlan plan, float[] weights, int offset) {
        this.plan = plan;
        driver = driver(plan.problem(), plan.choice(), weights, offset);
        units = plan.choice().blocks().units();
    }

    /**
     * The plan.
     *
     * @return as given
     */
    public ConvPlan plan() {
        return plan;
    }

    ConvDriver driver() {
        return driver;
    }

    int units() {
        return units;
    }

    private static ConvDriver driver(ConvProblem problem, ConvCandidate choice, float[] weights, int offset) {
        return switch (choice.algorithm()) {
            case POINTWISE, IM2COL, IMPLICIT_GEMM -> new GemmConvDriver(problem, choice, weights, offset);
            case DEPTHWISE -> new DepthwiseDriver(problem, choice, weights, offset);
            case WINOGRAD_4_POINTS,
                    WINOGRAD_6_POINTS,
                    WINOGRAD_STRIDE_2,
                    WINOGRAD_PHASES,
                    WINOGRAD_1D_6_POINTS,
                    WINOGRAD_1D_8_POINTS -> new WinogradDriver(problem, choice, weights, offset);
            case FFT_8, FFT_16, FFT_32 -> fftDriver(problem, choice, weights, offset);
        };
    }

    private static ConvDriver fftDriver(ConvProblem problem, ConvCandidate choice, float[] weights, int offset) {
        return ((FftBlocks) choice.blocks()).isDepthwise()
                ? new DepthwiseFftDriver(problem, choice, weights, offset)
                : new FftDriver(problem, choice, weights, offset);
    }
}
