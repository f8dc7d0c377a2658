package dev.lanewise.engine.packing;

/** From a range that contains 0 to the u8 that covers it; as ONNX's DynamicQuantizeLinear. */
public final class DynamicRange {
    private static final int STEPS = 255;

    private DynamicRange() {}

    /**
     * The finite range in 255 steps; 1 where the range is empty.
     *
     * @param least the least number, at most 0
     * @param greatest the greatest, at least 0
     * @return S
     */
    public static float scale(float least, float greatest) {
        float range = greatest - least;
        if (range == Float.POSITIVE_INFINITY) {
            double cut = (double) Math.min(greatest, Float.MAX_VALUE) - Math.max(least, -Float.MAX_VALUE);
            return (float) (cut / STEPS);
        }
        return range == 0 ? 1 : Math.max(range / STEPS, Float.MIN_VALUE);
    }

    /**
     * What stands for 0.
     *
     * @param least the least number, at most 0
     * @param scale S
     * @return Z
     */
    public static int zeroPoint(float least, float scale) {
        return Math.clamp((int) Math.rint(-Math.max(least, -Float.MAX_VALUE) / scale), 0, STEPS);
    }
}
