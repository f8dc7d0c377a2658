package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Normalization;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.properties.support.Storage;
import dev.lanewise.reference.ReferenceNormalization;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** {@code Normalization.softmax} and {@code logSoftmax}. */
@AddLifecycleHook(ScaledTries.class)
class SoftmaxProperties {
    private static final int[] LENGTHS = {1, 2, 7, 8, 9, 63, 64, 65, 127, 200, 2047, 2048, 2049, 5000};

    @Property
    void withinBoundOfReference(
            @ForAll int seed,
            @ForAll boolean log,
            @ForAll @IntRange(max = 3) int outer,
            @ForAll boolean last,
            @ForAll EngineKind kind,
            @ForAll Storage storage) {
        SplittableRandom random = new SplittableRandom(seed);
        int inner = last ? 1 : random.nextInt(2, random.nextBoolean() ? 20 : 700);
        int n = last ? LENGTHS[random.nextInt(LENGTHS.length)] : random.nextInt(1, 70);
        double spread = random.nextBoolean() ? 3 : 60;
        float[] x = new float[outer * n * inner];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble(-spread, spread);
        }
        int[] shape = {outer, n, inner};
        float[] y = new float[x.length];
        run(kind.engine(), log, shape, x, y);
        for (int row = 0; row < outer * inner; row++) {
            check(log, x, y, row / inner * n * inner + row % inner, n, inner);
        }
        float[] inPlace = x.clone();
        run(kind.engine(), log, shape, inPlace, inPlace);
        Bits.assertSame(y, inPlace, "in place");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = storage.readOnlyCopyOf(x, arena);
            MemorySegment target = storage.copyOf(x, arena);
            Normalization normalization = kind.engine().normalization();
            if (log) {
                normalization.logSoftmax(shape, 1, source, 0, target, 0);
            } else {
                normalization.softmax(shape, 1, source, 0, target, 0);
            }
            float[] actual = new float[x.length];
            MemorySegment.copy(target, ValueLayout.JAVA_FLOAT, 0, actual, 0, actual.length);
            Bits.assertSame(y, actual, storage);
        }
    }

    private static void run(Engine engine, boolean log, int[] shape, float[] x, float[] y) {
        if (log) {
            engine.normalization().logSoftmax(shape, 1, x, 0, y, 0);
        } else {
            engine.normalization().softmax(shape, 1, x, 0, y, 0);
        }
    }

    /** The bounds of the Javadoc. */
    private static void check(boolean log, float[] x, float[] y, int from, int n, int stride) {
        double[] expected = ReferenceNormalization.softmax(log, x, from, n, stride);
        double max = Double.NEGATIVE_INFINITY;
        double min = Double.POSITIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, x[from + i * stride]);
            min = Math.min(min, x[from + i * stride]);
        }
        double terms = stride == 1 ? (n + 2047) / 2048 + 50 : n + 8;
        double gamma = terms * 0x1p-24 / (1 - terms * 0x1p-24);
        for (int i = 0; i < n; i++) {
            double bound = log
                    ? gamma + 0x1p-23 * (max - min + 2 * Math.log(n))
                    : (gamma + 0x1p-23 * (max - min)) * expected[i] + 0x1p-125;
            double error = Math.abs(y[from + i * stride] - expected[i]);
            assertTrue(error <= bound, () -> "error " + error + " is above " + bound);
        }
    }

    @Example
    void oddRows() {
        float inf = Float.POSITIVE_INFINITY;
        float nan = Float.NaN;
        Engine engine = EngineKind.DEFAULT.engine();
        for (int n : new int[] {4, 100}) {
            for (float odd : new float[] {inf, nan}) {
                float[] x = new float[n];
                x[n - 2] = odd;
                engine.normalization().softmax(new int[] {n}, 0, x, 0, x, 0);
                for (float y : x) {
                    assertTrue(Float.isNaN(y));
                }
            }
            float[] x = new float[n];
            x[1] = -inf;
            engine.normalization().softmax(new int[] {n}, 0, x, 0, x, 0);
            assertTrue(x[1] == 0 && x[0] > 0 && x[0] == x[n - 1]);
        }
    }
}
