package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;
import static dev.lanewise.engine.kernels.Lanes.INTS;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/** A vector of columns at a time; those left over one by one. */
final class VectorArg implements ArgKernel {
    static final VectorArg INSTANCE = new VectorArg();

    private VectorArg() {}

    @Override
    public void update(int count, int number, boolean last, float[] x, int at, float[] best, int[] numbers) {
        int whole = FLOATS.loopBound(count);
        if (last) {
            last(whole, number, x, at, best, numbers);
        } else {
            first(whole, number, x, at, best, numbers);
        }
        ScalarArg.update(whole, count, number, last, x, at, best, numbers);
    }

    private static void first(int count, int number, float[] x, int at, float[] best, int[] numbers) {
        for (int i = 0; i < count; i += FLOATS.length()) {
            FloatVector value = FloatVector.fromArray(FLOATS, x, at + i);
            FloatVector old = FloatVector.fromArray(FLOATS, best, i);
            // a number that differs from itself is NaN
            VectorMask<Float> nan = value.compare(NE, value).and(old.compare(EQ, old));
            VectorMask<Float> larger = value.compare(GT, old).or(nan);
            old.blend(value, larger).intoArray(best, i);
            IntVector.fromArray(INTS, numbers, i)
                    .blend(number, larger.cast(INTS))
                    .intoArray(numbers, i);
        }
    }

    private static void last(int count, int number, float[] x, int at, float[] best, int[] numbers) {
        for (int i = 0; i < count; i += FLOATS.length()) {
            FloatVector value = FloatVector.fromArray(FLOATS, x, at + i);
            FloatVector old = FloatVector.fromArray(FLOATS, best, i);
            VectorMask<Float> larger = value.compare(GE, old).or(value.compare(NE, value));
            old.blend(value, larger).intoArray(best, i);
            IntVector.fromArray(INTS, numbers, i)
                    .blend(number, larger.cast(INTS))
                    .intoArray(numbers, i);
        }
    }
}
