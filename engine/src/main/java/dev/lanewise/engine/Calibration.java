package dev.lanewise.engine;

import java.util.Arrays;

/**
 * Finds scale and zero point from data. What is represented is a range that contains 0, {@code [low, high]}:
 *
 * <ul>
 *   <li>asymmetric: {@code S = (high − low) / 255}, {@code Z = round(min − low / S)}, clipped to the type's range;
 *   <li>symmetric: {@code S = max(−low, high) / 127}, Z = 0 for S8 and 128 for U8.
 * </ul>
 *
 * <p>Arithmetic is double precision; a range of nothing but 0 gives a scale of 1, one too small for fp32 the least scale there is.
 * Data must be finite. Methods read their arrays and keep none.
 */
public enum Calibration {
    /** The range is used from end to end: the finest steps for its ends' sake. */
    ASYMMETRIC,

    /** Zero is in the middle: products need fewer corrections. */
    SYMMETRIC;

    private static final int STEPS = 255;
    private static final int SYMMETRIC_STEPS = 127;

    /** Ranges that the search for the least error tries. */
    private static final int CANDIDATES = 128;

    /**
     * Covers all of the data.
     *
     * @param type type of q
     * @param count how many numbers
     * @param data numbers
     * @param offset the first
     * @return scale and zero point
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if {@code count} is negative or a number NaN or infinite
     * @throws IndexOutOfBoundsException if the array is too short or the offset negative
     */
    public Quantization minMax(QuantizedType type, int count, float[] data, int offset) {
        check(type, count, data, offset);
        double low = 0;
        double high = 0;
        for (int i = offset; i < offset + count; i++) {
            low = Math.min(low, data[i]);
            high = Math.max(high, data[i]);
        }
        return of(type, low, high);
    }

    /**
     * Covers all of each row.
     *
     * @param type type of q
     * @param rows rows, the channels
     * @param cols numbers of a row
     * @param data numbers
     * @param offset the first
     * @param ld elements from one row to the next
     * @return scale and zero point of each row
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if {@code rows} is below 1, {@code cols} negative, {@code ld} below the row, or a number NaN or
     *     infinite
     * @throws IndexOutOfBoundsException if the array is too short or the offset negative
     */
    public Quantization minMaxPerRow(QuantizedType type, int rows, int cols, float[] data, int offset, int ld) {
        Checks.notNull(type, "type");
        Checks.positive(rows, "rows");
        Checks.size(cols, "cols");
        Checks.matrix(data, offset, rows, cols, ld, "data");
        float[] scales = new float[rows];
        int[] zeroPoints = new int[rows];
        for (int i = 0; i < rows; i++) {
            Quantization row = minMax(type, cols, data, offset + i * ld);
            scales[i] = row.scale(0);
            zeroPoints[i] = row.zeroPoint(0);
        }
        return Quantization.perChannel(type, scales, zeroPoints);
    }

    /**
     * Leaves the outermost numbers to be clipped. Asymmetric: from the {@code (100 − percent)}-th percentile to the {@code percent}-th;
     * symmetric: the {@code percent}-th percentile of the absolute values. The p-th percentile of n numbers is the one of rank
     * {@code ⌈p·n/100⌉}, counted from 1.
     *
     * @param type type of q
     * @param percent from 50 to 100
     * @param count how many numbers
     * @param data numbers
     * @param offset the first
     * @return scale and zero point
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if {@code percent} is out of range, {@code count} negative or a number NaN or infinite
     * @throws IndexOutOfBoundsException if the array is too short or the offset negative
     */
    public Quantization percentile(QuantizedType type, double percent, int count, float[] data, int offset) {
        check(type, count, data, offset);
        if (!(percent >= 50 && percent <= 100)) {
            throw new IllegalArgumentException("percent is " + percent + "; it must be from 50 to 100");
        }
        if (count == 0) {
            return of(type, 0, 0);
        }
        float[] sorted = Arrays.copyOfRange(data, offset, offset + count);
        if (this == SYMMETRIC) {
            for (int i = 0; i < count; i++) {
                sorted[i] = Math.abs(sorted[i]);
            }
        }
        Arrays.sort(sorted);
        double high = sorted[rank(percent, count)];
        double low = this == SYMMETRIC ? 0 : sorted[rank(100 - percent, count)];
        return of(type, Math.min(0, low), Math.max(0, high));
    }

    private static int rank(double percent, int count) {
        return Math.clamp((long) Math.ceil(percent * count / 100) - 1, 0, count - 1);
    }

    /**
     * Least mean squared error of {@code dequantize(quantize(x))}, among the ranges that are i/128 of the data's range, i from 1 to 128;
     * of equal ones the largest.
     *
     * @param type type of q
     * @param count how many numbers
     * @param data numbers
     * @param offset the first
     * @return scale and zero point
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if {@code count} is negative or a number NaN or infinite
     * @throws IndexOutOfBoundsException if the array is too short or the offset negative
     */
    public Quantization meanSquaredError(QuantizedType type, int count, float[] data, int offset) {
        check(type, count, data, offset);
        double low = 0;
        double high = 0;
        for (int i = offset; i < offset + count; i++) {
            low = Math.min(low, data[i]);
            high = Math.max(high, data[i]);
        }
        Quantization best = of(type, low, high);
        double least = squaredError(best, count, data, offset);
        for (int i = CANDIDATES - 1; i > 0; i--) {
            Quantization candidate = of(type, low * i / CANDIDATES, high * i / CANDIDATES);
            double error = squaredError(candidate, count, data, offset);
            if (error < least) {
                best = candidate;
                least = error;
            }
        }
        return best;
    }

    private static double squaredError(Quantization quantization, int count, float[] data, int offset) {
        double sum = 0;
        for (int i = offset; i < offset + count; i++) {
            double error = quantization.dequantize(quantization.quantize(data[i], 0), 0) - (double) data[i];
            sum += error * error;
        }
        return sum;
    }

    private Quantization of(QuantizedType type, double low, double high) {
        double range = this == SYMMETRIC ? Math.max(-low, high) : high - low;
        int steps = this == SYMMETRIC ? SYMMETRIC_STEPS : STEPS;
        float scale = range == 0 ? 1 : Math.max((float) (range / steps), Float.MIN_VALUE);
        int zeroPoint;
        if (this == SYMMETRIC) {
            zeroPoint = type == QuantizedType.U8 ? 128 : 0;
        } else {
            zeroPoint = (int) Math.clamp(Math.rint(type.min() - low / scale), type.min(), type.max());
        }
        return Quantization.perTensor(type, scale, zeroPoint);
    }

    private static void check(QuantizedType type, int count, float[] data, int offset) {
        Checks.notNull(type, "type");
        Checks.size(count, "count");
        Checks.vector(data, offset, count, 1, "data");
        for (int i = offset; i < offset + count; i++) {
            if (!Float.isFinite(data[i])) {
                throw new IllegalArgumentException("data[" + i + "] is " + data[i] + "; it must be finite");
            }
        }
    }
}
