package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Coordinates;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Interpolation;
import dev.lanewise.engine.NearestRounding;
import dev.lanewise.engine.Resize;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.properties.support.Storage;
import dev.lanewise.reference.ReferenceResize;
import dev.lanewise.reference.ReferenceResize.Axis;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** {@code Resize}: every interpolation with every transformation of coordinates, sizes and scales, both layouts. */
@AddLifecycleHook(ScaledTries.class)
class ResizeProperties {
    private static final EngineKind[] KINDS = {
        EngineKind.DEFAULT, EngineKind.TWO_THREADS, EngineKind.THREE_THREADS_SMALL_CACHES, EngineKind.EXECUTOR
    };

    @Property
    void asTheReference(
            @ForAll int seed,
            @ForAll Coordinates coordinates,
            @ForAll NearestRounding rounding,
            @ForAll boolean exclude,
            @ForAll Storage storage) {
        SplittableRandom random = new SplittableRandom(seed);
        int batch = random.nextInt(1, 3);
        int channels = random.nextInt(1, random.nextBoolean() ? 3 : 20);
        int height = random.nextInt(1, 12);
        int width = random.nextInt(1, 40);
        int method = random.nextInt(3);
        float a = random.nextBoolean() ? -0.75f : -0.5f;
        Interpolation interpolation = switch (method) {
            case 0 -> Interpolation.nearest(rounding);
            case 1 -> Interpolation.linear();
            default -> Interpolation.cubic(a, exclude);
        };
        Engine engine = KINDS[random.nextInt(KINDS.length)].engine();
        Resize.Builder builder = engine.resize(batch, channels, height, width)
                .interpolation(interpolation)
                .coordinates(coordinates);
        double scaleHeight;
        double scaleWidth;
        if (random.nextBoolean()) {
            int rows = random.nextInt(1, 25);
            int cols = random.nextInt(1, 60);
            builder.to(rows, cols);
            scaleHeight = (double) rows / height;
            scaleWidth = (double) cols / width;
        } else {
            float vertical = random.nextBoolean() ? 2 : (float) random.nextDouble(1.0 / height, 3);
            float horizontal = random.nextBoolean() ? 2 : (float) random.nextDouble(1.0 / width, 3);
            vertical = Math.max(vertical, Math.nextUp(1f / height));
            horizontal = Math.max(horizontal, Math.nextUp(1f / width));
            builder.scales(vertical, horizontal);
            scaleHeight = vertical;
            scaleWidth = horizontal;
        }
        Resize first = builder.layout(Layout.NCHW).prepare();
        Resize last = builder.layout(Layout.NHWC).prepare();
        String name = method == 0 ? rounding.name() : method == 1 ? "LINEAR" : "CUBIC";
        Axis rows = new Axis(height, first.outHeight(), scaleHeight, coordinates.name(), name, a, exclude);
        Axis cols = new Axis(width, first.outWidth(), scaleWidth, coordinates.name(), name, a, exclude);
        float[] x = new float[batch * channels * height * width];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble(-4, 4);
        }
        int in = height * width;
        int out = rows.out() * cols.out();
        float[] y = run(first, x, batch * channels * out);
        int terms = method == 0 ? 0 : method == 1 ? 6 : 10;
        double gamma = terms * 0x1p-24 / (1 - terms * 0x1p-24);
        for (int plane = 0; plane < batch * channels; plane++) {
            double[] expected = ReferenceResize.plane(Arrays.copyOfRange(x, plane * in, (plane + 1) * in), rows, cols);
            for (int i = 0; i < out; i++) {
                double error = Math.abs(y[plane * out + i] - expected[2 * i]);
                // what the reference's own rounding of a double is worth
                double bound = gamma * expected[2 * i + 1] + 0x1p-45;
                assertTrue(error <= bound, () -> "error " + error + " is above " + bound);
            }
        }
        float[] inner = run(last, lastChannels(x, batch, channels), y.length);
        Bits.assertSame(lastChannels(y, batch, channels), inner, "NHWC");
        checkSegments(first, x, y, storage);
    }

    private static void checkSegments(Resize resize, float[] x, float[] y, Storage storage) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = storage.readOnlyCopyOf(x, arena);
            MemorySegment target = storage.copyOf(new float[y.length], arena);
            resize.run(source, 0, target, 0);
            float[] actual = new float[y.length];
            MemorySegment.copy(target, ValueLayout.JAVA_FLOAT, 0, actual, 0, actual.length);
            Bits.assertSame(y, actual, storage);
        }
    }

    /** With offsets and guards; poisoned before. */
    private static float[] run(Resize resize, float[] x, int outputs) {
        float[] from = new float[x.length + 3];
        Arrays.fill(from, Float.NaN);
        System.arraycopy(x, 0, from, 2, x.length);
        float[] to = new float[outputs + 2];
        Arrays.fill(to, 77);
        resize.run(from, 2, to, 1);
        assertEquals(77, to[0]);
        assertEquals(77, to[to.length - 1]);
        return Arrays.copyOfRange(to, 1, to.length - 1);
    }

    private static float[] lastChannels(float[] x, int batch, int channels) {
        float[] y = new float[x.length];
        int pixels = x.length / batch / channels;
        for (int i = 0; i < x.length; i++) {
            int image = i / (channels * pixels);
            int at = i % (channels * pixels);
            y[image * channels * pixels + at % pixels * channels + at / pixels] = x[i];
        }
        return y;
    }

    /** Examples of ONNX's own tests. */
    @Example
    void asOnnx() {
        Engine engine = EngineKind.DEFAULT.engine();
        float[] x = {1, 2, 3, 4};
        float[] y = new float[16];
        engine.resize(1, 1, 2, 2).scales(2, 2).prepare().run(x, 0, y, 0);
        float[] linear = {1, 1.25f, 1.75f, 2, 1.5f, 1.75f, 2.25f, 2.5f, 2.5f, 2.75f, 3.25f, 3.5f, 3, 3.25f, 3.75f, 4};
        assertArrayEquals(linear, y);
        engine.resize(1, 1, 2, 2)
                .to(4, 4)
                .interpolation(Interpolation.nearest(NearestRounding.PREFER_FLOOR))
                .prepare()
                .run(x, 0, y, 0);
        assertArrayEquals(new float[] {1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4}, y);
    }

    /** The nearest element keeps its bits; others meet zeros, and what is no number then is felt. */
    @Example
    void oddElements() {
        Engine engine = EngineKind.DEFAULT.engine();
        float[] x = {Float.intBitsToFloat(0x7fc12345), -0f, Float.NEGATIVE_INFINITY, 1};
        float[] y = new float[8];
        Interpolation nearest = Interpolation.nearest(NearestRounding.FLOOR);
        engine.resize(1, 1, 1, 4)
                .to(1, 8)
                .interpolation(nearest)
                .coordinates(Coordinates.ASYMMETRIC)
                .prepare()
                .run(x, 0, y, 0);
        for (int i = 0; i < 8; i++) {
            assertEquals(Float.floatToRawIntBits(x[i / 2]), Float.floatToRawIntBits(y[i]));
        }
        engine.resize(1, 1, 1, 4)
                .to(1, 7)
                .coordinates(Coordinates.ALIGN_CORNERS)
                .prepare()
                .run(x, 0, y, 0);
        assertTrue(Float.isNaN(y[0]) && Float.isNaN(y[1]) && Float.isNaN(y[2]));
        float inf = Float.POSITIVE_INFINITY;
        assertArrayEquals(new float[] {-inf, -inf, -inf, 1}, Arrays.copyOfRange(y, 3, 7));
    }
}
