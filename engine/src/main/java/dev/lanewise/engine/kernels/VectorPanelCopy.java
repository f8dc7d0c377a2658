package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/** Four panels at a time: whole cache lines are read once, and the rows' pages are visited a quarter as often. */
final class VectorPanelCopy implements PanelCopy {
    /** 0 0 1 1 2 2 …: the lower half of a vector, every lane twice. */
    private static final VectorShuffle<Float> LOWER = VectorShuffle.fromOp(FLOATS, i -> i / 2);

    /** The upper half of a vector, every lane twice. */
    private static final VectorShuffle<Float> UPPER = VectorShuffle.fromOp(FLOATS, i -> (FLOATS.length() + i) / 2);

    private static final VectorMask<Float> ODD = VectorMask.fromLong(FLOATS, 0xaaaaL & (1L << FLOATS.length()) - 1);

    @Override
    public void copy(int rows, int panels, float[] source, int sourceOffset, int ld, float[] target, int targetOffset) {
        int size = rows * FLOATS.length();
        int panel = 0;
        for (; panel + 4 <= panels; panel += 4) {
            copy4(rows, source, sourceOffset + panel * FLOATS.length(), ld, target, targetOffset + panel * size);
        }
        for (; panel < panels; panel++) {
            copy1(rows, source, sourceOffset + panel * FLOATS.length(), ld, target, targetOffset + panel * size);
        }
    }

    private static void copy4(int rows, float[] source, int sourceOffset, int ld, float[] target, int targetOffset) {
        int t1 = targetOffset + rows * FLOATS.length();
        int t2 = t1 + rows * FLOATS.length();
        int t3 = t2 + rows * FLOATS.length();
        for (int k = 0, s = sourceOffset; k < rows; k++, s += ld) {
            FloatVector v0 = FloatVector.fromArray(FLOATS, source, s);
            FloatVector v1 = FloatVector.fromArray(FLOATS, source, s + FLOATS.length());
            FloatVector v2 = FloatVector.fromArray(FLOATS, source, s + 2 * FLOATS.length());
            FloatVector v3 = FloatVector.fromArray(FLOATS, source, s + 3 * FLOATS.length());
            v0.intoArray(target, targetOffset + k * FLOATS.length());
            v1.intoArray(target, t1 + k * FLOATS.length());
            v2.intoArray(target, t2 + k * FLOATS.length());
            v3.intoArray(target, t3 + k * FLOATS.length());
        }
    }

    private static void copy1(int rows, float[] source, int sourceOffset, int ld, float[] target, int targetOffset) {
        for (int k = 0, s = sourceOffset; k < rows; k++, s += ld) {
            FloatVector.fromArray(FLOATS, source, s).intoArray(target, targetOffset + k * FLOATS.length());
        }
    }

    // two rounds of zipping: rows 0 with 2 and 1 with 3, then what came out of both
    @Override
    public void interleave(int kc, float[] source, int sourceOffset, int ld, float[] target, int targetOffset) {
        int s1 = sourceOffset + ld;
        int s2 = s1 + ld;
        int s3 = s2 + ld;
        int whole = kc - kc % FLOATS.length();
        for (int k = 0; k < whole; k += FLOATS.length()) {
            FloatVector r0 = FloatVector.fromArray(FLOATS, source, sourceOffset + k);
            FloatVector r1 = FloatVector.fromArray(FLOATS, source, s1 + k);
            FloatVector r2 = FloatVector.fromArray(FLOATS, source, s2 + k);
            FloatVector r3 = FloatVector.fromArray(FLOATS, source, s3 + k);
            FloatVector even = r0.rearrange(LOWER).blend(r2.rearrange(LOWER), ODD);
            FloatVector odd = r1.rearrange(LOWER).blend(r3.rearrange(LOWER), ODD);
            int t = targetOffset + 4 * k;
            even.rearrange(LOWER).blend(odd.rearrange(LOWER), ODD).intoArray(target, t);
            even.rearrange(UPPER).blend(odd.rearrange(UPPER), ODD).intoArray(target, t + FLOATS.length());
            even = r0.rearrange(UPPER).blend(r2.rearrange(UPPER), ODD);
            odd = r1.rearrange(UPPER).blend(r3.rearrange(UPPER), ODD);
            even.rearrange(LOWER).blend(odd.rearrange(LOWER), ODD).intoArray(target, t + 2 * FLOATS.length());
            even.rearrange(UPPER).blend(odd.rearrange(UPPER), ODD).intoArray(target, t + 3 * FLOATS.length());
        }
        PanelCopy.interleave(whole, kc, source, sourceOffset, ld, target, targetOffset);
    }
}
