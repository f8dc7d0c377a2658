package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Pooling;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.engine.planning.PoolAxis;
import dev.lanewise.engine.planning.PoolShape;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.properties.support.Storage;
import dev.lanewise.reference.ReferencePooling;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** {@code Pooling}: both layouts, any stride, padding, dilation, with and without counting the padding. */
@AddLifecycleHook(ScaledTries.class)
class PoolingProperties {
    private static final EngineKind[] KINDS = {
        EngineKind.DEFAULT, EngineKind.TWO_THREADS, EngineKind.THREE_THREADS_SMALL_CACHES, EngineKind.EXECUTOR
    };

    @Property
    void asTheReference(@ForAll int seed, @ForAll boolean mean, @ForAll boolean padding, @ForAll Storage storage) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean ceil = random.nextBoolean();
        int rows = random.nextInt(1, 20);
        int cols = random.nextInt(1, random.nextInt(4) == 0 ? 300 : 30);
        int channels = random.nextInt(1, random.nextBoolean() ? 4 : 40);
        int batch = random.nextInt(1, 3);
        int[] vertical = axis(random, rows);
        int[] horizontal = axis(random, cols);
        PoolShape shape =
                new PoolShape(batch, channels, poolAxis(rows, vertical, ceil), poolAxis(cols, horizontal, ceil));
        float[] x = new float[shape.inputElements()];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextInt(500) == 0 ? Float.NEGATIVE_INFINITY : (float) random.nextDouble(-4, 4);
        }
        Engine engine = KINDS[random.nextInt(KINDS.length)].engine();
        float[] y = run(engine, shape, Layout.NCHW, mean, padding, x);
        int in = rows * cols;
        int out = shape.height().out() * shape.width().out();
        for (int plane = 0; plane < batch * channels; plane++) {
            float[] part = Arrays.copyOfRange(x, plane * in, (plane + 1) * in);
            double[] expected = ReferencePooling.plane(part, rows, cols, vertical, horizontal, ceil, mean, padding);
            assertEquals(2 * out, expected.length);
            double terms = vertical[0] * horizontal[0] + 1;
            for (int i = 0; i < out; i++) {
                double bound = mean ? terms * 0x1p-24 / (1 - terms * 0x1p-24) * expected[2 * i + 1] : 0;
                check(expected[2 * i], y[plane * out + i], bound);
            }
        }
        float[] inner = run(engine, shape, Layout.NHWC, mean, padding, changed(x, in, channels));
        Bits.assertSame(y, changed(inner, channels, out), "NHWC");
        checkSegments(engine, shape, mean, padding, x, y, storage);
    }

    private static void check(double expected, float actual, double bound) {
        boolean same = Double.compare((float) expected, actual) == 0 || Math.abs(actual - expected) <= bound;
        assertTrue(same, () -> actual + " is not within " + bound + " of " + expected);
    }

    private static void checkSegments(
            Engine engine, PoolShape shape, boolean mean, boolean padding, float[] x, float[] y, Storage storage) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = storage.readOnlyCopyOf(x, arena);
            MemorySegment target = storage.copyOf(new float[y.length], arena);
            if (mean) {
                engine.pooling().average(shape, Layout.NCHW, padding, source, 0, target, 0);
            } else {
                engine.pooling().max(shape, Layout.NCHW, source, 0, target, 0);
            }
            float[] actual = new float[y.length];
            MemorySegment.copy(target, ValueLayout.JAVA_FLOAT, 0, actual, 0, actual.length);
            Bits.assertSame(y, actual, storage);
        }
    }

    /** With offsets and guards; poisoned before. */
    private static float[] run(
            Engine engine, PoolShape shape, Layout layout, boolean mean, boolean padding, float[] x) {
        float[] from = new float[x.length + 3];
        Arrays.fill(from, Float.NaN);
        System.arraycopy(x, 0, from, 2, x.length);
        float[] to = new float[shape.outputElements() + 2];
        Arrays.fill(to, 77);
        Pooling pooling = engine.pooling();
        if (mean) {
            pooling.average(shape, layout, padding, from, 2, to, 1);
        } else {
            pooling.max(shape, layout, from, 2, to, 1);
        }
        assertEquals(77, to[0]);
        assertEquals(77, to[to.length - 1]);
        return Arrays.copyOfRange(to, 1, to.length - 1);
    }

    /** Each image as a matrix whose rows become columns. */
    private static float[] changed(float[] x, int cols, int rows) {
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            int image = i / (rows * cols);
            int at = i % (rows * cols);
            y[image * rows * cols + at % cols * rows + at / cols] = x[i];
        }
        return y;
    }

    /** Kernel, stride, padding before and after, dilation. */
    private static int[] axis(SplittableRandom random, int in) {
        int[] axis = {
            random.nextInt(1, 5), random.nextInt(1, 5), random.nextInt(4), random.nextInt(4), random.nextInt(1, 4)
        };
        axis[4] = axis[4] * (axis[0] - 1) + 1 > in + axis[2] + axis[3] ? 1 : axis[4];
        axis[0] = Math.min(axis[0], in + axis[2] + axis[3]);
        return axis;
    }

    private static PoolAxis poolAxis(int in, int[] axis, boolean ceil) {
        return new PoolAxis(in, axis[0], axis[1], axis[2], axis[3], axis[4], ceil);
    }

    @Example
    void oddElements() {
        PoolShape shape = new PoolShape(1, 1, PoolAxis.of(1, 1, 1), PoolAxis.of(34, 2, 1));
        Pooling pooling = EngineKind.DEFAULT.engine().pooling();
        float[] x = new float[34];
        Arrays.fill(x, -0f);
        x[5] = Float.NaN;
        x[20] = 0;
        x[30] = Float.POSITIVE_INFINITY;
        float[] y = new float[33];
        pooling.max(shape, Layout.NCHW, x, 0, y, 0);
        for (int i = 0; i < 33; i++) {
            assertEquals(Math.max(x[i], x[i + 1]), y[i]);
        }
        x[31] = Float.NEGATIVE_INFINITY;
        pooling.average(shape, Layout.NCHW, false, x, 0, y, 0);
        for (int i = 0; i < 33; i++) {
            assertEquals((0 + x[i] + x[i + 1]) / 2, y[i]);
        }
    }
}
