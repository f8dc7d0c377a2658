package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/** Whole vectors throughout; what they write too much is overwritten, or lies in the slack that callers leave. */
final class VectorPatchCopy implements PatchCopy {
    /** Vectors of a row up to which rows are copied side by side, a few vectors of each: the loop runs over the rows. */
    private static final int SHORT_ROW = 8;

    private static final VectorShuffle<Float> EVERY_SECOND = VectorShuffle.fromOp(FLOATS, i -> 2 * i % FLOATS.length());

    private static final VectorMask<Float> UPPER_HALF =
            VectorMask.fromLong(FLOATS, (-1L << (FLOATS.length() / 2)) & ((1L << FLOATS.length()) - 1));

    @Override
    public void rows(
            int rows,
            int length,
            float[] source,
            int sourceOffset,
            int sourceStep,
            float[] target,
            int targetOffset,
            int targetStep) {
        int vectors = (length + FLOATS.length() - 1) / FLOATS.length();
        if (vectors > SHORT_ROW) {
            for (int i = 0; i < rows; i++) {
                longRow(vectors, source, sourceOffset + i * sourceStep, target, targetOffset + i * targetStep);
            }
            return;
        }
        for (int done = 0; done < vectors; done += 4) {
            int s = sourceOffset + done * FLOATS.length();
            int t = targetOffset + done * FLOATS.length();
            switch (vectors - done) {
                case 1 -> rows1(rows, source, s, sourceStep, target, t, targetStep);
                case 2 -> rows2(rows, source, s, sourceStep, target, t, targetStep);
                case 3 -> rows3(rows, source, s, sourceStep, target, t, targetStep);
                default -> rows4(rows, source, s, sourceStep, target, t, targetStep);
            }
        }
    }

    private static void rows1(int rows, float[] source, int s, int sourceStep, float[] target, int t, int targetStep) {
        for (int i = 0; i < rows; i++) {
            FloatVector.fromArray(FLOATS, source, s + i * sourceStep).intoArray(target, t + i * targetStep);
        }
    }

    private static void rows2(int rows, float[] source, int s, int sourceStep, float[] target, int t, int targetStep) {
        for (int i = 0; i < rows; i++) {
            int from = s + i * sourceStep;
            int to = t + i * targetStep;
            FloatVector v0 = FloatVector.fromArray(FLOATS, source, from);
            FloatVector v1 = FloatVector.fromArray(FLOATS, source, from + FLOATS.length());
            v0.intoArray(target, to);
            v1.intoArray(target, to + FLOATS.length());
        }
    }

    private static void rows3(int rows, float[] source, int s, int sourceStep, float[] target, int t, int targetStep) {
        for (int i = 0; i < rows; i++) {
            int from = s + i * sourceStep;
            int to = t + i * targetStep;
            FloatVector v0 = FloatVector.fromArray(FLOATS, source, from);
            FloatVector v1 = FloatVector.fromArray(FLOATS, source, from + FLOATS.length());
            FloatVector v2 = FloatVector.fromArray(FLOATS, source, from + 2 * FLOATS.length());
            v0.intoArray(target, to);
            v1.intoArray(target, to + FLOATS.length());
            v2.intoArray(target, to + 2 * FLOATS.length());
        }
    }

    private static void rows4(int rows, float[] source, int s, int sourceStep, float[] target, int t, int targetStep) {
        for (int i = 0; i < rows; i++) {
            int from = s + i * sourceStep;
            int to = t + i * targetStep;
            FloatVector v0 = FloatVector.fromArray(FLOATS, source, from);
            FloatVector v1 = FloatVector.fromArray(FLOATS, source, from + FLOATS.length());
            FloatVector v2 = FloatVector.fromArray(FLOATS, source, from + 2 * FLOATS.length());
            FloatVector v3 = FloatVector.fromArray(FLOATS, source, from + 3 * FLOATS.length());
            v0.intoArray(target, to);
            v1.intoArray(target, to + FLOATS.length());
            v2.intoArray(target, to + 2 * FLOATS.length());
            v3.intoArray(target, to + 3 * FLOATS.length());
        }
    }

    private static void longRow(int vectors, float[] source, int from, float[] target, int to) {
        int whole = vectors - vectors % 4;
        int length = whole * FLOATS.length();
        for (int i = 0; i < length; i += 4 * FLOATS.length()) {
            FloatVector v0 = FloatVector.fromArray(FLOATS, source, from + i);
            FloatVector v1 = FloatVector.fromArray(FLOATS, source, from + i + FLOATS.length());
            FloatVector v2 = FloatVector.fromArray(FLOATS, source, from + i + 2 * FLOATS.length());
            FloatVector v3 = FloatVector.fromArray(FLOATS, source, from + i + 3 * FLOATS.length());
            v0.intoArray(target, to + i);
            v1.intoArray(target, to + i + FLOATS.length());
            v2.intoArray(target, to + i + 2 * FLOATS.length());
            v3.intoArray(target, to + i + 3 * FLOATS.length());
        }
        for (int i = whole; i < vectors; i++) {
            FloatVector.fromArray(FLOATS, source, from + i * FLOATS.length())
                    .intoArray(target, to + i * FLOATS.length());
        }
    }

    @Override
    public void panels(int panels, int kc, int[] taps, int tap, float[] source, int base, float[] target, int at) {
        int size = kc * FLOATS.length();
        int panel = 0;
        for (; panel + 4 <= panels; panel += 4) {
            panels4(kc, taps, tap, source, base + panel * FLOATS.length(), target, at + panel * size);
        }
        for (; panel < panels; panel++) {
            panel1(kc, taps, tap, source, base + panel * FLOATS.length(), target, at + panel * size);
        }
    }

    private static void panels4(int kc, int[] taps, int tap, float[] source, int base, float[] target, int t0) {
        int t1 = t0 + kc * FLOATS.length();
        int t2 = t1 + kc * FLOATS.length();
        int t3 = t2 + kc * FLOATS.length();
        for (int k = 0; k < kc; k++) {
            int s = base + taps[tap + k];
            FloatVector v0 = FloatVector.fromArray(FLOATS, source, s);
            FloatVector v1 = FloatVector.fromArray(FLOATS, source, s + FLOATS.length());
            FloatVector v2 = FloatVector.fromArray(FLOATS, source, s + 2 * FLOATS.length());
            FloatVector v3 = FloatVector.fromArray(FLOATS, source, s + 3 * FLOATS.length());
            v0.intoArray(target, t0 + k * FLOATS.length());
            v1.intoArray(target, t1 + k * FLOATS.length());
            v2.intoArray(target, t2 + k * FLOATS.length());
            v3.intoArray(target, t3 + k * FLOATS.length());
        }
    }

    private static void panel1(int kc, int[] taps, int tap, float[] source, int base, float[] target, int t) {
        for (int k = 0; k < kc; k++) {
            FloatVector.fromArray(FLOATS, source, base + taps[tap + k]).intoArray(target, t + k * FLOATS.length());
        }
    }

    // a piece's vector spills into the lanes of the next piece, the last one's into the next row: written in this order
    @Override
    public void pieces(
            int kc,
            int[] taps,
            int tap,
            float[] source,
            int base,
            int[] lanes,
            int[] offsets,
            int first,
            int end,
            float[] target,
            int at) {
        if (end - first == 2) {
            pieces2(
                    kc,
                    taps,
                    tap,
                    source,
                    base + offsets[first],
                    base + offsets[first + 1],
                    lanes[first + 1],
                    target,
                    at);
            return;
        }
        for (int k = 0; k < kc; k++) {
            int s = base + taps[tap + k];
            int t = at + k * FLOATS.length();
            for (int i = first; i < end; i++) {
                FloatVector.fromArray(FLOATS, source, s + offsets[i]).intoArray(target, t + lanes[i]);
            }
        }
    }

    private static void pieces2(
            int kc, int[] taps, int tap, float[] source, int s0, int s1, int lane, float[] target, int at) {
        for (int k = 0; k < kc; k++) {
            int offset = taps[tap + k];
            int t = at + k * FLOATS.length();
            FloatVector.fromArray(FLOATS, source, s0 + offset).intoArray(target, t);
            FloatVector.fromArray(FLOATS, source, s1 + offset).intoArray(target, t + lane);
        }
    }

    // a run's last vector spills into the next run, that of a pixel into the next pixel: written in this order
    @Override
    public void runs(
            int pixels, int runs, int length, float[] source, int[] rows, int from, float[] target, int at, int pixel) {
        int rest = pixel - runs * length;
        for (int i = 0; i < pixels; i++) {
            int s = from + i * length;
            int t = at + i * pixel;
            for (int run = 0; run < runs; run++, t += length) {
                for (int j = 0; j < length; j += FLOATS.length()) {
                    FloatVector.fromArray(FLOATS, source, rows[run] + s + j).intoArray(target, t + j);
                }
            }
            if (rest > 0) {
                FloatVector.zero(FLOATS).intoArray(target, t);
            }
        }
    }

    @Override
    public void strided(int count, float[] source, int from, int step, float[] target, int to) {
        int done = 0;
        if (step == 2) {
            int most = Math.min(count, (source.length - from) / 2);
            done = most - most % FLOATS.length();
            everySecond(done, source, from, target, to);
        }
        PatchCopy.strided(done, count, source, from, step, target, to);
    }

    private static void everySecond(int count, float[] source, int from, float[] target, int to) {
        for (int i = 0; i < count; i += FLOATS.length()) {
            FloatVector lower =
                    FloatVector.fromArray(FLOATS, source, from + 2 * i).rearrange(EVERY_SECOND);
            FloatVector upper = FloatVector.fromArray(FLOATS, source, from + 2 * i + FLOATS.length())
                    .rearrange(EVERY_SECOND);
            lower.blend(upper, UPPER_HALF).intoArray(target, to + i);
        }
    }
}
