package dev.lanewise.engine.packing;

/** From a range that contains 0 to the u8 that covers it; as ONNX's DynamicQuantizeLinear. */
final class DynamicRange {
    private static final int STEPS = 255;

    private DynamicRange() {}

    /** The finite range in 255 steps; 1 where the range is empty. */
    static float scale(float least, float greatest) {
        double range = (double) Math.min(greatest, Float.MAX_VALUE) - Math.max(least, -Float.MAX_VALUE);
        return range == 0 ? 1 : Math.max((float) (range / STEPS), Float.MIN_VALUE);
    }

    /** What stands for 0. */
    static int zeroPoint(float least, float scale) {
        return Math.clamp((int) Math.rint(-Math.max(least, -Float.MAX_VALUE) / scale), 0, STEPS);
    }
}
