package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Quantization;
import dev.lanewise.engine.QuantizedLinear;
import dev.lanewise.engine.QuantizedMatrix;
import dev.lanewise.engine.QuantizedType;
import dev.lanewise.engine.Transpose;
import dev.lanewise.properties.support.ActivationKind;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.Int8Case;
import dev.lanewise.properties.support.Int8Cases;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.reference.ReferenceQuantization;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** {@code QuantizedLinear}: every bit is that of the reference, whatever the types, zero points, shape, threads and workspace. */
@AddLifecycleHook(ScaledTries.class)
class QuantizedLinearProperties {
    private static final int Y_OFFSET = 5;
    private static final int Y_PAD = 3;

    @Property
    void intsAreExact(@ForAll(supplier = Int8Cases.class) Int8Case layer, @ForAll EngineKind kind) {
        byte[] x = layer.xBytes();
        int[] y = new int[Y_OFFSET + layer.m() * ldy(layer) + Y_OFFSET];
        Arrays.fill(y, -77);
        int[] expected = y.clone();
        int[] sums = layer.sums();
        for (int i = 0; i < sums.length; i++) {
            expected[at(layer, i)] = sums[i];
        }
        builder(layer, kind.engine())
                .bias(layer.bias())
                .toInts()
                .prepare()
                .run(layer.m(), x, layer.offset(), layer.ld(), y, Y_OFFSET, ldy(layer));
        assertArrayEquals(expected, y);
        assertArrayEquals(layer.xBytes(), x, "x was written");
    }

    @Property
    void bytesAreThoseOfTheReference(
            @ForAll(supplier = Int8Cases.class) Int8Case layer,
            @ForAll EngineKind kind,
            @ForAll QuantizedType type,
            @ForAll @IntRange(max = 255) int zero,
            @ForAll @IntRange(max = 2) int clipping,
            @ForAll boolean fixed) {
        boolean fixedPoint = fixed && !layer.perRow();
        Quantization out = Quantization.perTensor(type, 30f, zero + type.min());
        Quantization in = layer.input();
        Quantization weights = layer.weights();
        Activation activation = switch (clipping) {
            case 0 -> Activation.NONE;
            case 1 -> Activation.RELU;
            default -> Activation.clip(-700.5f, 1234.25f);
        };
        int low = clipping == 0 ? type.min() : clipping == 1 ? out.zeroPoint(0) : out.quantize(-700.5f, 0);
        int high = clipping == 2 ? out.quantize(1234.25f, 0) : type.max();
        byte[] y = new byte[Y_OFFSET + layer.m() * ldy(layer) + Y_OFFSET];
        Arrays.fill(y, (byte) 0x5a);
        byte[] expected = y.clone();
        int[] sums = layer.sums();
        for (int i = 0; i < sums.length; i++) {
            float factor = layer.perRow()
                    ? in.scale(i / layer.n()) * (weights.scale(i % layer.n()) / out.scale(0))
                    : in.scale(0) * weights.scale(i % layer.n()) / out.scale(0);
            int q = fixedPoint
                    ? ReferenceQuantization.requantizeFixedPoint(
                            sums[i], factor, out.zeroPoint(0), type.min(), type.max())
                    : ReferenceQuantization.requantize(sums[i], factor, out.zeroPoint(0), type.min(), type.max());
            expected[at(layer, i)] = (byte) Math.clamp(q, low, high);
        }
        QuantizedLinear.Builder builder = builder(layer, kind.engine())
                .bias(layer.bias())
                .activation(activation)
                .toBytes(out);
        if (fixedPoint) {
            builder.fixedPoint();
        }
        builder.prepare().run(layer.m(), layer.xBytes(), layer.offset(), layer.ld(), y, Y_OFFSET, ldy(layer));
        assertArrayEquals(expected, y);
    }

    @Property
    void floatsAreThoseOfTheReference(
            @ForAll(supplier = Int8Cases.class) Int8Case layer,
            @ForAll EngineKind kind,
            @ForAll ActivationKind activation) {
        float[] bias = new float[layer.n()];
        SplittableRandom random = new SplittableRandom(layer.seed());
        for (int j = 0; j < bias.length; j++) {
            bias[j] = (float) random.nextDouble(-10, 10);
        }
        float[] y = new float[Y_OFFSET + layer.m() * ldy(layer) + Y_OFFSET];
        float[] expected = y.clone();
        int[] sums = layer.sums();
        for (int i = 0; i < sums.length; i++) {
            float factor = layer.perRow()
                    ? layer.input().scale(i / layer.n()) * layer.weights().scale(i % layer.n())
                    : layer.weights().scale(i % layer.n()) * layer.input().scale(0);
            expected[at(layer, i)] = activation.activation().apply((float) sums[i] * factor + bias[i % layer.n()]);
        }
        builder(layer, kind.engine())
                .bias(layer.bias())
                .bias(bias)
                .activation(activation.activation())
                .prepare()
                .run(layer.m(), layer.xBytes(), layer.offset(), layer.ld(), y, Y_OFFSET, ldy(layer));
        assertArrayEquals(expected, y);
    }

    /** A layer that is told scale and zero point in every run gives the bits of one for which they are fixed. */
    @Property
    void quantisationGivenByEveryRun(
            @ForAll(supplier = Int8Cases.class) Int8Case layer,
            @ForAll EngineKind kind,
            @ForAll @IntRange(max = 255) int zero) {
        int m = layer.m();
        int n = layer.n();
        byte[] x = layer.xBytes();
        int zeroPoint = zero + layer.x().min();
        QuantizedLinear.Builder told = builder(layer, kind.engine()).inputPerRun(layer.x());
        QuantizedLinear.Builder fixed =
                builder(layer, kind.engine()).input(Quantization.perTensor(layer.x(), 1, zeroPoint));
        int[] expected = new int[m * n];
        int[] ints = new int[m * n];
        fixed.toInts().prepare().run(m, x, layer.offset(), layer.ld(), expected, 0, n);
        told.toInts().prepare().run(m, x, layer.offset(), layer.ld(), zeroPoint, ints, 0, n);
        assertArrayEquals(expected, ints);
        float[] floats = new float[m * n];
        told.toFloats().prepare().run(m, x, layer.offset(), layer.ld(), 0.37f, zeroPoint, floats, 0, n);
        for (int i = 0; i < floats.length; i++) {
            assertEquals((float) expected[i] * (layer.weights().scale(i % n) * 0.37f), floats[i]);
        }
    }

    /** Floats quantised row by row on the way, from an array and from a segment. */
    @Property
    void dynamicInput(@ForAll(supplier = Int8Cases.class) Int8Case any, @ForAll EngineKind kind) {
        Int8Case layer = new Int8Case(
                any.m(),
                any.n(),
                any.k(),
                QuantizedType.U8,
                any.w(),
                true,
                any.perColumn(),
                any.content(),
                0,
                any.seed());
        float[] x = new float[layer.m() * layer.k()];
        SplittableRandom random = new SplittableRandom(layer.seed());
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble(-3, 5) * (1 + i / layer.k());
        }
        float[] expected = new float[layer.m() * layer.n()];
        int[] w = new int[layer.n() * layer.k()];
        byte[] stored = layer.wBytes();
        for (int i = 0; i < w.length; i++) {
            byte bits = stored[layer.offset() + i / layer.k() * layer.ld() + i % layer.k()];
            w[i] = (layer.w() == QuantizedType.U8 ? bits & 0xff : bits)
                    - layer.weights().zeroPoint(i / layer.k());
        }
        for (int i = 0; i < layer.m(); i++) {
            float least = 0;
            float greatest = 0;
            for (int p = 0; p < layer.k(); p++) {
                least = Math.min(least, x[i * layer.k() + p]);
                greatest = Math.max(greatest, x[i * layer.k() + p]);
            }
            float scale = greatest == least ? 1 : (greatest - least) / 255;
            int zero = Math.clamp((int) Math.rint(-least / scale), 0, 255);
            for (int j = 0; j < layer.n(); j++) {
                int sum = 0;
                for (int p = 0; p < layer.k(); p++) {
                    int q = ReferenceQuantization.quantize(x[i * layer.k() + p], scale, zero, 0, 255);
                    sum += (q - zero) * w[j * layer.k() + p];
                }
                expected[i * layer.n() + j] =
                        (float) sum * (scale * layer.weights().scale(j));
            }
        }
        QuantizedLinear linear = kind.engine()
                .quantizedLinear(layer.k(), layer.n())
                .dynamicInput()
                .weights(layer.weights(), stored, layer.offset(), layer.ld())
                .prepare();
        float[] y = new float[expected.length];
        linear.run(layer.m(), x, 0, layer.k(), y, 0, layer.n());
        assertArrayEquals(expected, y);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment from = arena.allocateFrom(ValueLayout.JAVA_FLOAT, x);
            MemorySegment to = arena.allocate(ValueLayout.JAVA_FLOAT, y.length);
            linear.run(layer.m(), from, 0, layer.k(), to, 0, layer.n());
            assertArrayEquals(expected, to.toArray(ValueLayout.JAVA_FLOAT));
        }
    }

    /** Segments and weights packed beforehand, from a matrix stored either way, give the same bits. */
    @Property
    void segmentsAndPackedWeights(
            @ForAll(supplier = Int8Cases.class) Int8Case layer, @ForAll EngineKind kind, @ForAll boolean bytes) {
        byte[] w = layer.wBytes();
        byte[] transposed = new byte[layer.k() * layer.n()];
        for (int i = 0; i < transposed.length; i++) {
            transposed[i] = w[layer.offset() + i % layer.n() * layer.ld() + i / layer.n()];
        }
        QuantizedMatrix packed = kind.engine()
                .pack(layer.w(), Transpose.NO, layer.k(), layer.n(), transposed, 0, Math.max(1, layer.n()));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment x = MemorySegment.ofArray(layer.xBytes()).asReadOnly();
            MemorySegment segment = arena.allocateFrom(ValueLayout.JAVA_BYTE, w);
            QuantizedLinear.Builder first = kind.engine()
                    .quantizedLinear(layer.k(), layer.n())
                    .input(layer.input())
                    .packedWeights(layer.weights(), packed);
            QuantizedLinear.Builder second = kind.engine()
                    .quantizedLinear(layer.k(), layer.n())
                    .input(layer.input())
                    .weights(layer.weights(), segment, layer.offset(), layer.ld());
            int elements = layer.m() * layer.n();
            if (bytes) {
                Quantization out = Quantization.perTensor(QuantizedType.S8, 20, 3);
                byte[] expected = new byte[elements];
                first.toBytes(out)
                        .prepare()
                        .run(layer.m(), layer.xBytes(), layer.offset(), layer.ld(), expected, 0, layer.n());
                MemorySegment y = arena.allocate(elements);
                second.toBytes(out).prepare().run(layer.m(), x, layer.offset(), layer.ld(), y, 0, layer.n());
                assertArrayEquals(expected, y.toArray(ValueLayout.JAVA_BYTE));
            } else {
                int[] expected = new int[elements];
                first.toInts()
                        .prepare()
                        .run(layer.m(), layer.xBytes(), layer.offset(), layer.ld(), expected, 0, layer.n());
                MemorySegment y = arena.allocate(4L * elements, 4);
                second.toInts().prepare().run(layer.m(), x, layer.offset(), layer.ld(), y, 0, layer.n());
                assertArrayEquals(expected, y.toArray(ValueLayout.JAVA_INT));
            }
        }
    }

    private static QuantizedLinear.Builder builder(Int8Case layer, Engine engine) {
        return engine.quantizedLinear(layer.k(), layer.n())
                .input(layer.input())
                .weights(layer.weights(), layer.wBytes(), layer.offset(), layer.ld());
    }

    private static int ldy(Int8Case layer) {
        return layer.n() + Y_PAD;
    }

    private static int at(Int8Case layer, int element) {
        return Y_OFFSET + element / layer.n() * ldy(layer) + element % layer.n();
    }
}
