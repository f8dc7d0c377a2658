package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.ActivationKind;
import dev.lanewise.engine.kernels.EpilogueKernel;
import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.RowKernel;

/** {@code y = factor·function(fma(x, scale, shift))}: the function of a gate. Parts that are absent change no bit. */
public final class GateFunction {
    private static final EpilogueKernel FUNCTIONS = Kernels.active().epilogue();
    private static final RowKernel ROWS = Kernels.active().row();

    private final float scale;
    private final float shift;
    private final EpilogueSpec function;
    private final float factor;

    /**
     * A function of these parts.
     *
     * @param scale factor of the argument
     * @param shift what is added to the scaled argument; −0 for nothing
     * @param kind the function
     * @param first its first parameter
     * @param second its second parameter
     * @param factor factor of the result
     */
    public GateFunction(float scale, float shift, ActivationKind kind, float first, float second, float factor) {
        this.scale = scale;
        this.shift = shift;
        this.factor = factor;
        function = new EpilogueSpec(1, null, null, null, 0, 0, kind, first, second);
    }

    /** Replaces numbers by their function's values. */
    void apply(int count, float[] x, int at) {
        if (scale != 1 || shift != 0) {
            ROWS.affine(count, x, at, 0, scale, shift, x, at);
        }
        FUNCTIONS.apply(function, x, at, count, 1, count, 0, 0);
        if (factor != 1) {
            ROWS.affine(count, x, at, 0, factor, -0f, x, at);
        }
    }
}
