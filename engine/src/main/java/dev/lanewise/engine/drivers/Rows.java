package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.RowKernel;
import dev.lanewise.engine.packing.Operand;

/**
 * Rows of an operand, a stretch at a time: read where they lie in an array, else through scratch. Sums of stretches are added in
 * order, so that where an operand lies changes no bit.
 */
final class Rows {
    /** Elements of a stretch: 8 KiB. */
    static final int STRETCH = 2048;

    /** What {@link #array} and the sums take, from the start of scratch. */
    static final int SCRATCH = STRETCH + RowKernel.PARTIALS;

    private static final RowKernel KERNEL = Kernels.active().row();

    private Rows() {}

    /** The array in which a stretch is then to be found at {@link #index}. */
    static float[] array(Operand x, int at, int count, float[] scratch) {
        if (x.array() != null) {
            return x.array();
        }
        x.load(0, at, 1, count, scratch, RowKernel.PARTIALS, count);
        return scratch;
    }

    static int index(Operand x, int at) {
        return x.array() != null ? x.index(0, at) : RowKernel.PARTIALS;
    }

    /** Writes a stretch back that was found in scratch. */
    static void store(Operand y, int at, int count, float[] scratch) {
        if (y.array() == null) {
            y.store(0, at, 1, count, scratch, RowKernel.PARTIALS, count);
        }
    }

    /** Where the results of a stretch go before {@link #store}. */
    static float[] target(Operand y, float[] scratch) {
        return y.array() != null ? y.array() : scratch;
    }

    static float sum(Operand x, int at, int length, float[] scratch) {
        float sum = 0;
        for (int done = 0; done < length; done += STRETCH) {
            int count = Math.min(STRETCH, length - done);
            float[] array = array(x, at + done, count, scratch);
            sum += KERNEL.sum(count, array, index(x, at + done), scratch);
        }
        return sum;
    }

    static float sumOfSquares(Operand x, int at, int length, float center, float[] scratch) {
        float sum = 0;
        for (int done = 0; done < length; done += STRETCH) {
            int count = Math.min(STRETCH, length - done);
            float[] array = array(x, at + done, count, scratch);
            sum += KERNEL.sumOfSquares(count, array, index(x, at + done), center, scratch);
        }
        return sum;
    }

    /** The largest element of a row, as {@link Math#max} has it. */
    static float max(Operand x, int at, int length, float[] scratch) {
        float max = Float.NEGATIVE_INFINITY;
        for (int done = 0; done < length; done += STRETCH) {
            int count = Math.min(STRETCH, length - done);
            float[] array = array(x, at + done, count, scratch);
            max = Math.max(max, KERNEL.max(count, array, index(x, at + done)));
        }
        return max;
    }

    /** The largest number of a row. */
    static float limit(Operand x, int at, int length, float[] scratch) {
        float limit = Float.NEGATIVE_INFINITY;
        for (int done = 0; done < length; done += STRETCH) {
            int count = Math.min(STRETCH, length - done);
            float[] array = array(x, at + done, count, scratch);
            limit = Math.max(limit, KERNEL.limit(count, array, index(x, at + done)));
        }
        return limit;
    }
}
