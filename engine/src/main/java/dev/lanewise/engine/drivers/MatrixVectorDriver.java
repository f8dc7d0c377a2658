package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.EpilogueKernel;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.MappedSgemvKernel;
import dev.lanewise.engine.kernels.SgemvKernel;
import dev.lanewise.engine.packing.Operand;
import dev.lanewise.engine.planning.GemmPath;
import java.util.Arrays;

/**
 * Matrix-vector products: C has one row or one column. The matrix is read once as it lies, in the order it lies; x is read in
 * stretches where it is not contiguous, and y goes through scratch, where alpha, beta and the epilogue are applied.
 *
 * <p>A stored row of the matrix either gives an element of y (a dot product) or is added to all of y (axpy).
 */
final class MatrixVectorDriver {
    /** Elements of y computed at a time. */
    private static final int Y = 1024;

    /** Elements of x gathered at a time. */
    private static final int X = 2048;

    // where they lie in the thread's scratch: y, what is added to it, x
    private static final int AT_PARTIAL = Y;
    private static final int AT_X = 2 * Y;

    private static final SgemvKernel KERNEL = Kernels.active().sgemv();
    private static final MappedSgemvKernel MAPPED_KERNEL = Kernels.active().mappedSgemv();
    private static final EpilogueKernel EPILOGUE = Kernels.active().epilogue();

    private final float[] scratch;
    private final float[] lanes = new float[64];
    private GemmRun run;
    private Operand matrix;
    private Operand vector;
    /** Whether C is a row, else it is a column. */
    private boolean row;
    /** Whether a stored row of the matrix gives one element of y, else it is added to all of y. */
    private boolean dots;

    MatrixVectorDriver(float[] scratch) {
        this.scratch = scratch;
    }

    void run(GemmRun product, int part) {
        run = product;
        row = run.isPath(GemmPath.ROW);
        matrix = row ? run.b : run.a;
        vector = row ? run.a : run.b;
        dots = row == matrix.isTransposed();
        int length = row ? run.plan.shape().n() : run.plan.shape().m();
        int start = run.partStart(part, length, 64);
        int end = run.partStart(part + 1, length, 64);
        if (isWrittenInPlace()) {
            int y = run.c.index(0, start);
            axpy(start, end - start, run.c.array(), y);
            EPILOGUE.apply(run.epilogue, run.c.array(), y, end - start, 1, end - start, 0, start);
        } else {
            for (int first = start; first < end; first += Y) {
                int count = Math.min(Y, end - first);
                if (dots) {
                    dot(first, count);
                } else {
                    axpy(first, count, scratch, 0);
                }
                finish(first, count);
            }
        }
        run = null;
        matrix = null;
        vector = null;
    }

    /** Whole stored rows are read one after the other then, at the full speed of memory. */
    private boolean isWrittenInPlace() {
        return !dots && row && run.c.array() != null && run.alpha == 1 && run.beta == 0;
    }

    /** In stretches of x whether it must be gathered or not, so that increments change no bit. */
    private void dot(int first, int count) {
        int k = run.plan.shape().k();
        for (int done = 0; done < k; done += X) {
            int length = Math.min(X, k - done);
            int at = done == 0 ? 0 : AT_PARTIAL;
            if (isContiguous()) {
                dot(first, done, count, length, vector.array(), vector.index(0, 0) + done, at);
            } else {
                gather(done, length);
                dot(first, done, count, length, scratch, AT_X, at);
            }
            for (int i = 0; i < count && done > 0; i++) {
                scratch[i] += scratch[AT_PARTIAL + i];
            }
        }
    }

    private void dot(int first, int col, int count, int length, float[] x, int xOffset, int at) {
        if (matrix.array() != null) {
            KERNEL.dot(
                    count,
                    length,
                    matrix.array(),
                    matrix.index(first, col),
                    matrix.ld(),
                    x,
                    xOffset,
                    scratch,
                    at,
                    lanes);
        } else {
            MAPPED_KERNEL.dot(
                    count,
                    length,
                    matrix.segment(),
                    matrix.byteIndex(first, col),
                    matrix.ld() * 4L,
                    x,
                    xOffset,
                    scratch,
                    at,
                    lanes);
        }
    }

    private void axpy(int first, int count, float[] y, int yOffset) {
        int k = run.plan.shape().k();
        Arrays.fill(y, yOffset, yOffset + count, 0f);
        for (int done = 0; done < k; done += X) {
            int length = Math.min(X, k - done);
            float[] x = scratch;
            int xOffset = AT_X;
            if (isContiguous()) {
                x = vector.array();
                xOffset = vector.index(0, 0) + done;
            } else {
                gather(done, length);
            }
            if (matrix.array() != null) {
                KERNEL.axpy(
                        length, count, matrix.array(), matrix.index(done, first), matrix.ld(), x, xOffset, y, yOffset);
            } else {
                MAPPED_KERNEL.axpy(
                        length,
                        count,
                        matrix.segment(),
                        matrix.byteIndex(done, first),
                        matrix.ld() * 4L,
                        x,
                        xOffset,
                        y,
                        yOffset);
            }
        }
    }

    private boolean isContiguous() {
        return vector.array() != null && (vectorLiesInARow() || vector.ld() == 1);
    }

    /** A row of A, or a column of B, stored as a row. */
    private boolean vectorLiesInARow() {
        return row != vector.isTransposed();
    }

    private void gather(int done, int length) {
        if (vectorLiesInARow()) {
            vector.load(0, done, 1, length, scratch, AT_X, length);
        } else {
            vector.load(done, 0, length, 1, scratch, AT_X, 1);
        }
    }

    /** {@code y = epilogue(alpha·y + beta·C)} into C. */
    private void finish(int first, int count) {
        if (run.beta != 0) {
            moveC(first, count, true);
            for (int i = 0; i < count; i++) {
                scratch[i] = run.alpha * scratch[i] + run.beta * scratch[AT_PARTIAL + i];
            }
        } else if (run.alpha != 1) {
            for (int i = 0; i < count; i++) {
                scratch[i] *= run.alpha;
            }
        }
        if (row) {
            EPILOGUE.apply(run.epilogue, scratch, 0, count, 1, count, 0, first);
        } else {
            EPILOGUE.apply(run.epilogue, scratch, 0, 1, count, 1, first, 0);
        }
        moveC(first, count, false);
    }

    private void moveC(int first, int count, boolean load) {
        int rows = row ? 1 : count;
        int cols = row ? count : 1;
        if (load) {
            run.c.load(row ? 0 : first, row ? first : 0, rows, cols, scratch, AT_PARTIAL, cols);
        } else {
            run.c.store(row ? 0 : first, row ? first : 0, rows, cols, scratch, 0, cols);
        }
    }
}
