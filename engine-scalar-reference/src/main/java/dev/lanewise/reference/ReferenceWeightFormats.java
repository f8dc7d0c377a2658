package dev.lanewise.reference;

/** Low-precision weights as their definitions have them, an element at a time; bytes are little-endian. */
public final class ReferenceWeightFormats {
    private static final int BLOCK = 32;

    private ReferenceWeightFormats() {}

    /**
     * The k-th number of a row of bfloat16.
     *
     * @param row bytes
     * @param k index
     * @return the number
     */
    public static double bf16(byte[] row, int k) {
        return Float.intBitsToFloat(shortAt(row, 2 * k) << 16);
    }

    /**
     * The k-th number of a row of binary16.
     *
     * @param row bytes
     * @param k index
     * @return the number
     */
    public static double fp16(byte[] row, int k) {
        return half(shortAt(row, 2 * k));
    }

    /**
     * The k-th number of a row of Q8_0.
     *
     * @param row bytes
     * @param k index
     * @return the number
     */
    public static double q8(byte[] row, int k) {
        int block = k / BLOCK * 34;
        return half(shortAt(row, block)) * row[block + 2 + k % BLOCK];
    }

    /**
     * The k-th number of a row of Q4_0.
     *
     * @param row bytes
     * @param k index
     * @return the number
     */
    public static double q4(byte[] row, int k) {
        int block = k / BLOCK * 18;
        int element = k % BLOCK;
        int pair = row[block + 2 + element % 16] & 0xff;
        int q = element < 16 ? pair % 16 : pair / 16;
        return half(shortAt(row, block)) * (q - 8);
    }

    /**
     * The scale of the block of Q8_0 or Q4_0 that holds an element.
     *
     * @param row bytes
     * @param blockBytes 34 or 18
     * @param k index
     * @return the scale
     */
    public static double scale(byte[] row, int blockBytes, int k) {
        return half(shortAt(row, k / BLOCK * blockBytes));
    }

    private static int shortAt(byte[] row, int at) {
        return (row[at] & 0xff) | ((row[at + 1] & 0xff) << 8);
    }

    private static double half(int bits) {
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude;
        if (exponent == 31) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0) {
            magnitude = fraction * Math.pow(2, -24);
        } else {
            magnitude = (1024 + fraction) * Math.pow(2, exponent - 25);
        }
        return (bits & 0x8000) == 0 ? magnitude : -magnitude;
    }
}
