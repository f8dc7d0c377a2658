package dev.lanewise.engine.kernels;

import java.util.Arrays;

/**
 * Parameters of quantisation as kernels read them. Mutable for those who quantise anew in every run.
 *
 * <p>Fields are read by kernels alone; they are what {@link QuantizeKernel} says.
 */
public final class QuantizeSpec {
    final float[] scales;
    final int[] zeroPoints;
    /** 1 where every element has parameters of its own, else 0. */
    final int step;
    /** Whether all zero points are the same. */
    final boolean oneZeroPoint;
    /** 0x80 for u8, 0 for s8. */
    final int flip;

    /** Least and greatest q, before what an activation clips. */
    private final int least;

    private final int greatest;

    int low;
    int high;

    /**
     * Keeps parameters.
     *
     * @param scales scales, or factors; one for all, or one per column, then with padding to whole vectors
     * @param zeroPoints zero points, as many
     * @param perColumn whether every column has its own
     * @param unsigned whether bytes are u8
     */
    public QuantizeSpec(float[] scales, int[] zeroPoints, boolean perColumn, boolean unsigned) {
        step = perColumn ? 1 : 0;
        if (perColumn) {
            this.scales = scales;
            this.zeroPoints = zeroPoints;
        } else {
            this.scales = new float[QuantizeKernel.EQUAL_PARAMETERS];
            this.zeroPoints = new int[QuantizeKernel.EQUAL_PARAMETERS];
            set(scales[0], zeroPoints[0]);
        }
        oneZeroPoint = !perColumn || Arrays.stream(zeroPoints).distinct().count() < 2;
        flip = unsigned ? 0x80 : 0;
        least = unsigned ? 0 : Byte.MIN_VALUE;
        greatest = unsigned ? 0xff : Byte.MAX_VALUE;
        low = least;
        high = greatest;
    }

    /**
     * Replaces the parameters of all elements.
     *
     * @param scale S
     * @param zeroPoint Z
     */
    public void set(float scale, int zeroPoint) {
        Arrays.fill(scales, scale);
        Arrays.fill(zeroPoints, zeroPoint);
    }

    /**
     * Narrows the range of q.
     *
     * @param from least q
     * @param to greatest q
     */
    public void clip(int from, int to) {
        low = Math.clamp(from, least, greatest);
        high = Math.clamp(to, low, greatest);
    }

    /**
     * What makes signed bytes of these.
     *
     * @return 0x80 for u8, 0 for s8
     */
    public int flip() {
        return flip;
    }
}
