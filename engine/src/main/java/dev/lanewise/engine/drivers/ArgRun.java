package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.ActivationKind;
import dev.lanewise.engine.kernels.ArgKernel;
import dev.lanewise.engine.kernels.EpilogueKernel;
import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.RowKernel;
import dev.lanewise.engine.packing.Operand;
import dev.lanewise.engine.parallel.Parallel;
import java.util.Arrays;

/** Indices of the largest or smallest elements along a dimension. The smallest are the largest of the negatives. */
public final class ArgRun extends SplitRun {
    /** Columns taken together. */
    private static final int COLUMNS = 512;

    private static final int AT_X = COLUMNS;

    /** Where a stretch of a row lies in scratch if it is negated. */
    private static final int AT_NEGATED = Rows.SCRATCH;

    private static final EpilogueSpec NEG = new EpilogueSpec(1, null, null, null, 0, 0, ActivationKind.NEG, 0, 0);

    private static final RowKernel ROWS = Kernels.active().row();
    private static final ArgKernel KERNEL = Kernels.active().arg();
    private static final EpilogueKernel FUNCTIONS = Kernels.active().epilogue();

    /** Arguments. */
    public final Operand x = new Operand();

    private final int[][] numbers;
    private int[] results;
    private int first;
    private boolean negate;
    private boolean last;
    private int length;
    private int inner;
    private int strips;

    /**
     * Makes a run that can be used again and again, by one caller at a time.
     *
     * @param parallel the threads
     */
    public ArgRun(Parallel parallel) {
        super(parallel, AT_NEGATED + Rows.STRETCH);
        numbers = new int[parallel.threads()][COLUMNS];
    }

    /**
     * Finds the indices.
     *
     * @param min whether the smallest are wanted
     * @param latest whether of equal elements the last is wanted, not the first
     * @param outer how many blocks of along·stride elements there are
     * @param along length of a search, at least 1
     * @param stride elements from one to the next, which is how many searches interleave
     * @param indices results
     * @param at the first of them
     */
    public void execute(boolean min, boolean latest, int outer, int along, int stride, int[] indices, int at) {
        negate = min;
        last = latest;
        length = along;
        inner = stride;
        results = indices;
        first = at;
        strips = Math.ceilDiv(stride, COLUMNS);
        split(outer * strips, (long) outer * along * stride);
    }

    @Override
    void run(int part, int start, int end, float[] scratch) {
        for (int unit = start; unit < end; unit++) {
            if (inner == 1) {
                results[first + unit] = row(unit * length, scratch);
            } else {
                int strip = unit % strips * COLUMNS;
                int row = unit / strips;
                int count = Math.min(COLUMNS, inner - strip);
                columns(row * length * inner + strip, count, numbers[part], scratch);
                System.arraycopy(numbers[part], 0, results, first + row * inner + strip, count);
            }
        }
    }

    private int row(int at, float[] scratch) {
        float best = Float.NEGATIVE_INFINITY;
        int found = last ? length - 1 : 0;
        for (int done = 0; done < length; done += Rows.STRETCH) {
            int count = Math.min(Rows.STRETCH, length - done);
            float[] from = Rows.array(x, at + done, count, scratch);
            int index = Rows.index(x, at + done);
            if (negate) {
                System.arraycopy(from, index, scratch, AT_NEGATED, count);
                FUNCTIONS.apply(NEG, scratch, AT_NEGATED, count, 1, count, 0, 0);
                from = scratch;
                index = AT_NEGATED;
            }
            float max = ROWS.max(count, from, index);
            if (isLarger(max, best)) {
                best = max;
                found = done + (last ? lastOf(max, count, from, index) : firstOf(max, from, index));
            }
        }
        return found;
    }

    private boolean isLarger(float max, float best) {
        return last ? max >= best || Float.isNaN(max) : max > best || (Float.isNaN(max) && !Float.isNaN(best));
    }

    private static int firstOf(float value, float[] from, int at) {
        int i = 0;
        while (!isSame(from[at + i], value)) {
            i++;
        }
        return i;
    }

    private static int lastOf(float value, int count, float[] from, int at) {
        int i = count - 1;
        while (!isSame(from[at + i], value)) {
            i--;
        }
        return i;
    }

    private static boolean isSame(float a, float b) {
        return a == b || (Float.isNaN(a) && Float.isNaN(b));
    }

    private void columns(int at, int count, int[] found, float[] scratch) {
        Arrays.fill(scratch, 0, count, Float.NEGATIVE_INFINITY);
        Arrays.fill(found, 0, count, 0);
        for (int i = 0; i < length; i++) {
            int from = at + i * inner;
            if (x.array() != null && !negate) {
                KERNEL.update(count, i, last, x.array(), x.index(0, from), scratch, found);
            } else {
                x.load(0, from, 1, count, scratch, AT_X, count);
                if (negate) {
                    FUNCTIONS.apply(NEG, scratch, AT_X, count, 1, count, 0, 0);
                }
                KERNEL.update(count, i, last, scratch, AT_X, scratch, found);
            }
        }
    }

    @Override
    boolean isConfined() {
        return isConfined(x);
    }

    @Override
    public void clear() {
        x.clear();
        results = null;
    }
}
