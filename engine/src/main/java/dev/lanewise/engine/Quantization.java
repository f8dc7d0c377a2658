package dev.lanewise.engine;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.QuantizeKernel;
import dev.lanewise.engine.kernels.QuantizeSpec;
import dev.lanewise.engine.packing.DynamicRange;
import java.util.Arrays;
import java.util.Locale;

/**
 * Affine quantisation {@code r = S·(q − Z)}: scale S and zero point Z, for a whole tensor or for each channel. A real zero is exact,
 * because Z is an integer in the range of q.
 *
 * <p>Quantising is {@code q = min(max(round(r / S), min − Z), max − Z) + Z}, as ONNX's QuantizeLinear: the quotient is rounded to
 * fp32, then to an integer, ties to even. NaN gives the least q, infinities the least and the greatest. Dequantising is
 * {@code S·(q − Z)}, rounded once; as long as S is not subnormal, a number that is not clipped comes back with an error of at most
 * {@code S/2 + 2⁻²⁴·(|r| + 255·S)}. Vectors and scalars give the same bits.
 *
 * <p>Matrices are row-major, leading dimensions count elements. Inputs and outputs are of different types, so they share no
 * element. Immutable, and safe to use from many threads at once; quantising and dequantising allocate nothing.
 *
 * <p>Source: Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", CVPR 2018,
 * section 2.1.
 */
public final class Quantization {
    private static final QuantizeKernel KERNEL = Kernels.active().quantize();

    private final QuantizedType type;
    private final float[] scales;
    private final int[] zeroPoints;
    private final boolean perChannel;
    /** One for all, or one that columns are read from. */
    private final QuantizeSpec spec;
    /** One for each channel. */
    private final QuantizeSpec[] specs;

    private Quantization(QuantizedType type, float[] scales, int[] zeroPoints, boolean perChannel) {
        this.type = type;
        this.scales = scales;
        this.zeroPoints = zeroPoints;
        this.perChannel = perChannel;
        spec = new QuantizeSpec(scales, zeroPoints, perChannel, type.isUnsigned());
        specs = new QuantizeSpec[perChannel ? scales.length : 0];
        for (int i = 0; i < specs.length; i++) {
            specs[i] = new QuantizeSpec(new float[] {scales[i]}, new int[] {zeroPoints[i]}, false, type.isUnsigned());
        }
    }

    /** Which index of a matrix is the channel. */
    public enum ChannelAxis {
        /** Every row is a channel: weights outputs × inputs. */
        ROWS,

        /** Every column is a channel: activations pixels × channels. */
        COLUMNS
    }

    /**
     * One scale and zero point for all elements.
     *
     * @param type type of q
     * @param scale S
     * @param zeroPoint Z
     * @return the quantisation
     * @throws NullPointerException if {@code type} is null
     * @throws IllegalArgumentException if {@code scale} is not a finite number above 0 or {@code zeroPoint} not in the range of
     *     {@code type}
     */
    public static Quantization perTensor(QuantizedType type, float scale, int zeroPoint) {
        Checks.notNull(type, "type");
        checkScale(scale, "scale");
        checkZeroPoint(type, zeroPoint, "zeroPoint");
        return new Quantization(type, new float[] {scale}, new int[] {zeroPoint}, false);
    }

    /**
     * A scale and a zero point for each channel.
     *
     * @param type type of q
     * @param scales S of each channel; copied
     * @param zeroPoints Z of each channel; copied
     * @return the quantisation
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if there is no channel, the lengths differ, a scale is not a finite number above 0, or a zero
     *     point not in the range of {@code type}
     */
    public static Quantization perChannel(QuantizedType type, float[] scales, int[] zeroPoints) {
        Checks.notNull(type, "type");
        Checks.notNull(scales, "scales");
        Checks.notNull(zeroPoints, "zeroPoints");
        if (scales.length == 0) {
            throw new IllegalArgumentException("scales has 0 elements; it must have 1 or more");
        }
        Checks.length(zeroPoints.length, scales.length, "zeroPoints", "as many as scales");
        for (int i = 0; i < scales.length; i++) {
            checkScale(scales[i], "scales[" + i + "]");
            checkZeroPoint(type, zeroPoints[i], "zeroPoints[" + i + "]");
        }
        return new Quantization(type, scales.clone(), zeroPoints.clone(), true);
    }

    /**
     * U8 that covers the range of some numbers and 0, as ONNX's DynamicQuantizeLinear has it: {@code S = (high − low) / 255},
     * {@code Z = round(−low / S)}. NaN is no number of the range, which is cut to finite ones; a range of nothing but 0 gives a scale
     * of 1.
     *
     * @param count how many
     * @param r numbers
     * @param rOffset the first
     * @return the quantisation
     * @throws NullPointerException if the array is null
     * @throws IllegalArgumentException if {@code count} is negative
     * @throws IndexOutOfBoundsException if the array is too short or the offset negative
     */
    public static Quantization ofRange(int count, float[] r, int rOffset) {
        Checks.size(count, "count");
        Checks.vector(r, rOffset, count, 1, "r");
        float[] range = new float[2];
        KERNEL.range(count, r, rOffset, range);
        float least = Math.min(0, range[0]);
        float scale = DynamicRange.scale(least, Math.max(0, range[1]));
        int zeroPoint = DynamicRange.zeroPoint(least, scale);
        return new Quantization(QuantizedType.U8, new float[] {scale}, new int[] {zeroPoint}, false);
    }

    static void checkScale(float scale, String name) {
        if (!(scale > 0) || scale == Float.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(name + " is " + scale + "; it must be a finite number above 0");
        }
    }

    static void checkZeroPoint(QuantizedType type, int zeroPoint, String name) {
        if (zeroPoint < type.min() || zeroPoint > type.max()) {
            throw new IllegalArgumentException(
                    name + " is " + zeroPoint + "; it must be from " + type.min() + " to " + type.max());
        }
    }

    /**
     * The type of q.
     *
     * @return U8 or S8
     */
    public QuantizedType type() {
        return type;
    }

    /**
     * Whether every channel has its own scale and zero point.
     *
     * @return false if there is one for all
     */
    public boolean isPerChannel() {
        return perChannel;
    }

    /**
     * How many channels there are.
     *
     * @return 1 if there is one scale for all
     */
    public int channels() {
        return scales.length;
    }

    /**
     * The scale of a channel.
     *
     * @param channel any, if there is one scale for all
     * @return S
     * @throws IndexOutOfBoundsException if there is no such channel
     */
    public float scale(int channel) {
        return scales[perChannel ? channel : 0];
    }

    /**
     * The zero point of a channel.
     *
     * @param channel any, if there is one zero point for all
     * @return Z
     * @throws IndexOutOfBoundsException if there is no such channel
     */
    public int zeroPoint(int channel) {
        return zeroPoints[perChannel ? channel : 0];
    }

    /**
     * Quantises one number.
     *
     * @param r any number
     * @param channel its channel; any, if there is one scale for all
     * @return q, in the range of the type
     * @throws IndexOutOfBoundsException if there is no such channel
     */
    public int quantize(float r, int channel) {
        float steps = r / scale(channel);
        int zeroPoint = zeroPoint(channel);
        int low = type.min() - zeroPoint;
        return (steps > low ? (int) Math.rint(Math.min(steps, type.max() - zeroPoint)) : low) + zeroPoint;
    }

    /**
     * Dequantises one number.
     *
     * @param q in the range of the type
     * @param channel its channel; any, if there is one scale for all
     * @return r
     * @throws IndexOutOfBoundsException if there is no such channel
     */
    public float dequantize(int q, int channel) {
        return scale(channel) * (q - zeroPoint(channel));
    }

    /**
     * Quantises with one scale for all.
     *
     * @param count how many
     * @param r numbers
     * @param rOffset the first
     * @param q bytes
     * @param qOffset the first
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if {@code count} is negative
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if every channel has a scale of its own
     */
    public void quantize(int count, float[] r, int rOffset, byte[] q, int qOffset) {
        requirePerTensor();
        Checks.size(count, "count");
        Checks.vector(r, rOffset, count, 1, "r");
        Checks.vector(q, qOffset, count, "q");
        KERNEL.quantize(count, r, rOffset, spec, 0, q, qOffset);
    }

    /**
     * Dequantises with one scale for all.
     *
     * @param count how many
     * @param q bytes
     * @param qOffset the first
     * @param r numbers
     * @param rOffset the first
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if {@code count} is negative
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if every channel has a scale of its own
     */
    public void dequantize(int count, byte[] q, int qOffset, float[] r, int rOffset) {
        requirePerTensor();
        Checks.size(count, "count");
        Checks.vector(q, qOffset, count, "q");
        Checks.vector(r, rOffset, count, 1, "r");
        KERNEL.dequantize(count, q, qOffset, spec, 0, r, rOffset);
    }

    /**
     * Quantises a matrix.
     *
     * @param axis which index is the channel
     * @param rows rows
     * @param cols columns
     * @param r numbers
     * @param rOffset the first
     * @param ldr elements from one row of r to the next
     * @param q bytes
     * @param qOffset the first
     * @param ldq elements from one row of q to the next
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if a size is negative, a leading dimension below its row, or there are not as many channels as
     *     rows or columns
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     */
    public void quantize(
            ChannelAxis axis, int rows, int cols, float[] r, int rOffset, int ldr, byte[] q, int qOffset, int ldq) {
        checkChannels(axis, rows, cols);
        Checks.matrix(r, rOffset, rows, cols, ldr, "r");
        Checks.matrix(q, qOffset, rows, cols, ldq, "q");
        for (int i = 0; i < rows; i++) {
            KERNEL.quantize(cols, r, rOffset + i * ldr, row(axis, i), 0, q, qOffset + i * ldq);
        }
    }

    /**
     * Dequantises a matrix.
     *
     * @param axis which index is the channel
     * @param rows rows
     * @param cols columns
     * @param q bytes
     * @param qOffset the first
     * @param ldq elements from one row of q to the next
     * @param r numbers
     * @param rOffset the first
     * @param ldr elements from one row of r to the next
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if a size is negative, a leading dimension below its row, or there are not as many channels as
     *     rows or columns
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     */
    public void dequantize(
            ChannelAxis axis, int rows, int cols, byte[] q, int qOffset, int ldq, float[] r, int rOffset, int ldr) {
        checkChannels(axis, rows, cols);
        Checks.matrix(q, qOffset, rows, cols, ldq, "q");
        Checks.matrix(r, rOffset, rows, cols, ldr, "r");
        for (int i = 0; i < rows; i++) {
            KERNEL.dequantize(cols, q, qOffset + i * ldq, row(axis, i), 0, r, rOffset + i * ldr);
        }
    }

    private QuantizeSpec row(ChannelAxis axis, int row) {
        return perChannel && axis == ChannelAxis.ROWS ? specs[row] : spec;
    }

    private void checkChannels(ChannelAxis axis, int rows, int cols) {
        Checks.notNull(axis, "axis");
        Checks.size(rows, "rows");
        Checks.size(cols, "cols");
        if (perChannel) {
            if (axis == ChannelAxis.ROWS) {
                checkChannels(rows, "rows");
            } else {
                checkChannels(cols, "cols");
            }
        }
    }

    void checkChannels(int count, String name) {
        if (perChannel && count != channels()) {
            throw new IllegalArgumentException(
                    name + " is " + count + "; it must be the number of channels, " + channels());
        }
    }

    private void requirePerTensor() {
        if (perChannel) {
            throw new IllegalStateException("the quantisation is per channel; a matrix and its axis must be given");
        }
    }

    /**
     * Type, scale and zero point.
     *
     * @return for example {@code U8 scale 0.02 zero point 128}
     */
    @Override
    public String toString() {
        return perChannel
                ? String.format(Locale.ROOT, "%s per channel, %d channels", type, channels())
                : type + " scale " + scales[0] + " zero point " + zeroPoints[0];
    }

    float[] scales() {
        return scales;
    }

    int[] zeroPoints() {
        return zeroPoints;
    }

    /** Of every one of n columns. */
    float[] scales(int n) {
        float[] all = Arrays.copyOf(scales, n);
        if (!perChannel) {
            Arrays.fill(all, scales[0]);
        }
        return all;
    }
}
