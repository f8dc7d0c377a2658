package dev.lanewise.reference;

/** Rotary position embedding of one head in double. */
public final class ReferenceRotary {
    private ReferenceRotary() {}

    /**
     * Rotates the pairs of a head.
     *
     * @param x holds the head
     * @param at its first element
     * @param size its length
     * @param rotated how many elements are rotated
     * @param interleaved whether pairs are neighbours, else half of the rotated elements apart
     * @param position position of the token
     * @param base base of the angles
     * @return the head rotated
     */
    public static double[] rotate(
            float[] x, int at, int size, int rotated, boolean interleaved, int position, double base) {
        double[] y = new double[size];
        for (int i = rotated; i < size; i++) {
            y[i] = x[at + i];
        }
        for (int i = 0; i < rotated / 2; i++) {
            int first = interleaved ? 2 * i : i;
            int second = interleaved ? 2 * i + 1 : i + rotated / 2;
            double angle = position * StrictMath.pow(base, -2.0 * i / rotated);
            double cos = StrictMath.cos(angle);
            double sin = StrictMath.sin(angle);
            y[first] = x[at + first] * cos - x[at + second] * sin;
            y[second] = x[at + second] * cos + x[at + first] * sin;
        }
        return y;
    }
}
