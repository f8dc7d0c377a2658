package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.EpilogueKernel;
import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.packing.NarrowWeights;
import dev.lanewise.engine.packing.Operand;

/**
 * A few rows times low-precision weights, {@code Y = X·Wᵀ} or {@code Y += X·Wᵀ}: memory-bound, so weights are read once, as they lie, and
 * widened in registers. One thread uses a driver at a time; threads take rows of W.
 *
 * <p>Sums run over stretches of {@value #STRETCH} elements; neither the number of rows of X nor which rows of W are asked for changes a
 * bit. Vectors of X are arranged in a scratch of 18 KiB each.
 */
public final class WeightOnlyDriver {
    /** Rows of X at most: beyond, each weight is used so often that it pays to widen a block of them once. */
    public static final int MOST_ROWS = 16;

    /** Elements of a sum at a time; x then stays in L2, one vector in L1. */
    private static final int STRETCH = 4096;

    private static final int BLOCK = NarrowWeights.MULTIPLIED_ROWS;

    private static final EpilogueKernel EPILOGUE = Kernels.active().epilogue();

    private final Operand x = new Operand();
    private final Operand y = new Operand();
    private final float[] sums = new float[(MOST_ROWS + 1) * BLOCK];
    private final float[] scratch = new float[NarrowWeights.SCRATCH];
    private final float[] stretch = new float[STRETCH];
    private float[] arranged = {};
    /** Whether rows of W are visited from the last to the first. */
    boolean backwards;

    /** Makes a driver. */
    public WeightOnlyDriver() {}

    /**
     * Multiplies arrays.
     *
     * @param w weights
     * @param first first row of W, a multiple of {@value NarrowWeights#MULTIPLIED_ROWS}
     * @param end row of W after the last
     * @param m rows of X, at most {@link #MOST_ROWS}
     * @param xs X, m×cols
     * @param xOffset its first element
     * @param ldx elements from one row to the next
     * @param add whether to add to Y, else Y is not read
     * @param ys Y, m×rows, of which columns {@code first} to {@code end} are written
     * @param yOffset its first element, that of row 0 of W
     * @param ldy elements from one row to the next
     */
    public void multiply(
            NarrowWeights w,
            int first,
            int end,
            int m,
            float[] xs,
            int xOffset,
            int ldx,
            boolean add,
            float[] ys,
            int yOffset,
            int ldy) {
        x.set(xs, xOffset, ldx, false);
        y.set(ys, yOffset, ldy, false);
        multiply(w, first, end, m, x, add, y, EpilogueSpec.IDENTITY);
        x.clear();
        y.clear();
    }

    /** The same on operands, with an epilogue on Y as it is completed. */
    void multiply(
            NarrowWeights w, int first, int end, int m, Operand from, boolean add, Operand to, EpilogueSpec epilogue) {
        int length = w.arrangedLength(Math.min(w.cols(), STRETCH));
        if (arranged.length < m * length) {
            arranged = new float[m * length];
        }
        int done = 0;
        do {
            int count = Math.min(STRETCH, w.cols() - done);
            arrange(w, from, m, done, count, length);
            int lastRow = first + (end - 1 - first) / BLOCK * BLOCK;
            for (int i = first; i < end; i += BLOCK) {
                int row = backwards ? lastRow - (i - first) : i;
                int rows = Math.min(BLOCK, end - row);
                w.multiply(row, rows, done, count, m, arranged, length, sums, scratch);
                if (add || done > 0) {
                    addTo(to, m, row, rows);
                }
                if (done + count == w.cols()) {
                    EPILOGUE.apply(epilogue, sums, 0, BLOCK, m, rows, 0, row);
                }
                to.store(0, row, m, rows, sums, 0, BLOCK);
            }
            done += count;
        } while (done < w.cols());
    }

    private void arrange(NarrowWeights w, Operand from, int m, int done, int count, int length) {
        for (int i = 0; i < m; i++) {
            if (from.array() != null) {
                w.arrange(count, from.array(), from.index(i, done), arranged, i * length);
            } else {
                from.load(i, done, 1, count, stretch, 0, count);
                w.arrange(count, stretch, 0, arranged, i * length);
            }
        }
    }

    private void addTo(Operand to, int m, int row, int rows) {
        int before = MOST_ROWS * BLOCK;
        for (int v = 0; v < m; v++) {
            to.load(v, row, 1, rows, sums, before, rows);
            for (int j = 0; j < rows; j++) {
                sums[v * BLOCK + j] += sums[before + j];
            }
        }
    }
}
