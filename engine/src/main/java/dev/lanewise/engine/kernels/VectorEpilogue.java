package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

/**
 * Epilogues on vectors, in up to three passes over so few rows that they stay in L1: scale and biases, residual, activation.
 * Whole vectors are done in place, in runs along a row or down a column. What is left of the rows, fewer columns than a vector
 * has lanes, is gathered into a scratch array, whole vectors of it, and put back: no lane is wasted, no mask is needed and the
 * bits are the same.
 */
final class VectorEpilogue implements EpilogueKernel {
    static final VectorEpilogue INSTANCE = new VectorEpilogue();

    /** From this many vectors a row is a run of its own: shorter runs cost more to start than strides do. */
    private static final int LONG_ROW = 8;

    /** Rows so many elements apart, or a multiple, fall into so few sets of L1 that only a few of them stay there. */
    private static final int ALIASING = 256;

    private static final int ALIASING_ROWS = 8;

    /** Elements of a block that the passes share: 16 KiB, half of the smallest L1 in use. */
    private static final int BLOCK = 4096;

    /** Elements of a tail that is gathered, a multiple of every number of lanes; a vector more is left for its columns' terms. */
    private static final int SCRATCH = 1024;

    /** 4 KiB for each thread that ever met a tail. */
    private static final ThreadLocal<float[]> SCRATCHES =
            ThreadLocal.withInitial(() -> new float[SCRATCH + FLOATS.length()]);

    private VectorEpilogue() {}

    @Override
    public void apply(EpilogueSpec e, float[] c, int cOffset, int ldc, int rows, int cols, int row0, int col0) {
        if (e.isIdentity() || rows <= 0 || cols <= 0) {
            return;
        }
        if (ldc == 1) {
            column(e, c, cOffset, rows, row0, col0);
            return;
        }
        int whole = FLOATS.loopBound(cols);
        for (int j = 0; j < whole; j += BLOCK) {
            int width = Math.min(BLOCK, whole - j);
            int most = ldc % ALIASING == 0 ? ALIASING_ROWS : BLOCK / width;
            for (int i = 0; i < rows; i += most) {
                block(e, c, cOffset + i * ldc + j, ldc, Math.min(most, rows - i), width, row0 + i, col0 + j);
            }
        }
        if (whole < cols) {
            tail(e, c, cOffset + whole, ldc, rows, cols - whole, row0, col0 + whole);
        }
    }

    @Override
    public void map(EpilogueSpec function, int count, float[] x, int xAt, float[] y, int yAt) {
        int whole = function.kind == ActivationKind.NONE ? 0 : FLOATS.loopBound(count);
        if (function.kind == ActivationKind.RELU) {
            // so cheap that a step which is no constant would show
            VectorPiecewise.relu(x, xAt, y, yAt, whole);
        } else {
            activate(function, x, xAt, y, yAt, FLOATS.length(), whole / FLOATS.length());
        }
        if (whole < count) {
            EpilogueKernel.super.map(function, count - whole, x, xAt + whole, y, yAt + whole);
        }
    }

    private static void block(EpilogueSpec e, float[] c, int cOffset, int ldc, int rows, int cols, int row0, int col0) {
        int vectors = cols / FLOATS.length();
        if (vectors >= LONG_ROW || vectors >= rows) {
            alongRows(e, c, cOffset, ldc, rows, vectors, row0, col0);
        } else {
            downColumns(e, c, cOffset, ldc, rows, vectors, row0, col0);
        }
    }

    private static void alongRows(
            EpilogueSpec e, float[] c, int cOffset, int ldc, int rows, int vectors, int row0, int col0) {
        boolean relu = e.kind == ActivationKind.RELU;
        boolean fused = relu && (e.linear || e.residual != null);
        for (int i = 0; i < rows; i++) {
            int at = cOffset + i * ldc;
            int row = row0 + i;
            if (e.linear && relu && e.residual == null) {
                VectorLinear.alongWithRelu(e, c, at, vectors, row, col0);
            } else if (e.linear) {
                VectorLinear.along(e, c, at, vectors, row, col0);
            }
            if (e.residual != null) {
                residual(e, c, at, FLOATS.length(), vectors, row, col0, FLOATS.length());
            }
            if (!fused) {
                activate(e, c, at, c, at, FLOATS.length(), vectors);
            }
        }
    }

    private static void downColumns(
            EpilogueSpec e, float[] c, int cOffset, int ldc, int rows, int vectors, int row0, int col0) {
        boolean relu = e.kind == ActivationKind.RELU;
        boolean fused = relu && (e.linear || e.residual != null);
        for (int i = 0; i < vectors; i++) {
            int at = cOffset + i * FLOATS.length();
            int col = col0 + i * FLOATS.length();
            if (e.linear && relu && e.residual == null) {
                VectorLinear.downWithRelu(e, c, at, ldc, rows, row0, col);
            } else if (e.linear) {
                VectorLinear.down(e, c, at, ldc, rows, row0, col);
            }
            if (e.residual != null) {
                residual(e, c, at, ldc, rows, row0, col, e.residualLd);
            }
            if (!fused) {
                activate(e, c, at, c, at, ldc, rows);
            }
        }
    }

    private static void residual(
            EpilogueSpec e, float[] c, int at, int step, int count, int row, int col, int fromStep) {
        int from = e.residualOffset + row * e.residualLd + col;
        if (e.kind == ActivationKind.RELU) {
            VectorLinear.residualWithRelu(c, at, step, count, e.residual, from, fromStep);
        } else {
            VectorLinear.residual(c, at, step, count, e.residual, from, fromStep);
        }
    }

    /** From {@code count} vectors to as many, {@code step} elements apart, which may be the same. */
    private static void activate(EpilogueSpec e, float[] from, int fromAt, float[] c, int at, int step, int count) {
        switch (e.kind) {
            case NONE -> {}
            case RELU -> VectorPiecewise.relu(from, fromAt, c, at, step, count);
            case LEAKY_RELU -> VectorPiecewise.leakyRelu(from, fromAt, c, at, step, count, e.first);
            case THRESHOLDED_RELU -> VectorPiecewise.thresholdedRelu(from, fromAt, c, at, step, count, e.first);
            case SOFTSIGN -> VectorPiecewise.softsign(from, fromAt, c, at, step, count);
            case CLIP -> VectorPiecewise.clip(from, fromAt, c, at, step, count, e.first, e.second);
            case HARD_SIGMOID -> VectorPiecewise.hardSigmoid(from, fromAt, c, at, step, count);
            case HARD_SWISH -> VectorPiecewise.hardSwish(from, fromAt, c, at, step, count);
            case SCALED_HARD_SWISH ->
                VectorPiecewise.scaledHardSwish(from, fromAt, c, at, step, count, e.first, e.second);
            case SIGMOID -> VectorSigmoid.sigmoid(from, fromAt, c, at, step, count);
            case SILU -> VectorSigmoid.silu(from, fromAt, c, at, step, count);
            case GELU_TANH -> VectorGelu.geluTanh(from, fromAt, c, at, step, count);
            case TANH -> VectorTanh.tanh(from, fromAt, c, at, step, count);
            case ERF -> VectorErf.erf(from, fromAt, c, at, step, count);
            case GELU_ERF -> VectorGelu.geluErf(from, fromAt, c, at, step, count);
            case ELU -> VectorExp.elu(from, fromAt, c, at, step, count, e.first, e.second);
            case SOFTPLUS -> VectorSoftplus.softplus(from, fromAt, c, at, step, count);
            case MISH -> VectorSoftplus.mish(from, fromAt, c, at, step, count);
            case EXP -> VectorExp.exp(from, fromAt, c, at, step, count);
            case LOG -> VectorLog.log(from, fromAt, c, at, step, count);
            case SIN -> VectorTrig.sin(from, fromAt, c, at, step, count);
            case COS -> VectorTrig.cos(from, fromAt, c, at, step, count);
            default -> VectorRounding.apply(e.kind, from, fromAt, c, at, step, count);
        }
    }

    /** A column whose elements are neighbours: vectors go down, so that its rows are no tails of one element each. */
    private static void column(EpilogueSpec e, float[] c, int cOffset, int rows, int row0, int col0) {
        int whole = FLOATS.loopBound(rows);
        if (e.linear || e.residual != null) {
            for (int i = 0; i < whole; i++) {
                c[cOffset + i] = e.beforeActivation(c[cOffset + i], row0 + i, col0);
            }
        }
        activate(e, c, cOffset, c, cOffset, FLOATS.length(), whole / FLOATS.length());
        tail(e, c, cOffset + whole, 1, rows - whole, 1, row0 + whole, col0);
    }

    private static void tail(EpilogueSpec e, float[] c, int cOffset, int ldc, int rows, int cols, int row0, int col0) {
        float[] scratch = SCRATCHES.get();
        int most = SCRATCH / FLOATS.length();
        for (int i = 0; i < rows; i += most) {
            int some = Math.min(most, rows - i);
            VectorTail.gather(e, c, cOffset + i * ldc, ldc, some, cols, row0 + i, col0, scratch);
            activate(e, scratch, 0, scratch, 0, FLOATS.length(), some);
            VectorTail.scatter(c, cOffset + i * ldc, ldc, some, cols, scratch);
        }
    }
}
