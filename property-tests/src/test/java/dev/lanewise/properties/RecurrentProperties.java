package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.GateActivation;
import dev.lanewise.engine.Recurrent;
import dev.lanewise.engine.RecurrentCell;
import dev.lanewise.engine.RecurrentDirection;
import dev.lanewise.engine.WeightFormat;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.RecurrentCase;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.properties.support.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** {@code Recurrent}. */
@AddLifecycleHook(ScaledTries.class)
class RecurrentProperties {
    /** Most of a size of {@code rnn.csv}: some columns of a micro-panel, and blocks of products. */
    private static final int CUT = 70;

    @Property
    void withinBoundOfReference(
            @ForAll int seed,
            @ForAll RecurrentCell cell,
            @ForAll RecurrentDirection direction,
            @ForAll @IntRange(max = 6) int steps,
            @ForAll @IntRange(max = 5) int batch,
            @ForAll @IntRange(min = 1, max = 40) int inputSize,
            @ForAll @IntRange(min = 1, max = 40) int hiddenSize) {
        RecurrentCase layer = new RecurrentCase(cell, direction, steps, batch, inputSize, hiddenSize, false, seed);
        check(layer);
    }

    @Property
    void withinBoundOnNarrowWeights(@ForAll int seed, @ForAll RecurrentCell cell, @ForAll WeightFormat format) {
        SplittableRandom random = new SplittableRandom(seed);
        int batch = random.nextInt(1, 20);
        RecurrentCase layer = new RecurrentCase(
                cell,
                RecurrentDirection.BIDIRECTIONAL,
                3,
                batch,
                random.nextInt(1, 20),
                32 * random.nextInt(1, 3),
                true,
                seed);
        check(layer.narrowed(format));
    }

    /** Every sum is off by some roundings, every step carries errors on, with slopes of at most 1 and what memories have grown to. */
    private static void check(RecurrentCase layer) {
        float[][] actual = layer.run(layer.layer(EngineKind.DEFAULT.engine()));
        double[][] expected = layer.expected();
        double most = 2;
        for (double[] array : expected) {
            most = Math.max(most, Arrays.stream(array).map(Math::abs).max().orElse(0));
        }
        double roundings = layer.inputSize + layer.stateSize + layer.hiddenSize + 40;
        double bound = roundings * 0x1p-24 * most * most * Math.pow(1.5, layer.steps);
        for (int part = 0; part < actual.length; part++) {
            assertEquals(expected[part].length, actual[part].length);
            for (int i = 0; i < actual[part].length; i++) {
                double error = Math.abs(actual[part][i] - expected[part][i]);
                assertTrue(error <= bound, "error %s above %s: %s".formatted(error, bound, layer));
            }
        }
    }

    @Example
    void shapesOfNetworks() throws IOException {
        try (InputStream file = getClass().getResourceAsStream("/rnn.csv")) {
            List<String> lines = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .toList();
            for (String line : lines) {
                for (RecurrentCell cell : RecurrentCell.values()) {
                    String[] fields = line.split(",", -1);
                    int[] sizes = Arrays.stream(fields)
                            .skip(4)
                            .mapToInt(field -> Math.min(CUT, Integer.parseInt(field)))
                            .toArray();
                    check(new RecurrentCase(
                            cell,
                            RecurrentDirection.FORWARD,
                            Math.min(sizes[0], 5),
                            Math.min(sizes[1], 20),
                            sizes[3],
                            sizes[4],
                            true,
                            line.hashCode()));
                }
            }
        }
    }

    /** Threads, workspace and where arrays lie change no bit. */
    @Property
    void sameBitsWherever(
            @ForAll int seed,
            @ForAll RecurrentCell cell,
            @ForAll RecurrentDirection direction,
            @ForAll EngineKind kind,
            @ForAll Storage storage) {
        if (kind == EngineKind.NO_WORKSPACE || kind == EngineKind.LITTLE_WORKSPACE) {
            return;
        }
        SplittableRandom random = new SplittableRandom(seed);
        RecurrentCase layer = new RecurrentCase(
                cell,
                direction,
                random.nextInt(5),
                random.nextInt(1, 7),
                random.nextInt(1, 50),
                random.nextInt(1, 50),
                false,
                seed);
        boolean otherBlocks = kind == EngineKind.SMALL_CACHES || kind == EngineKind.THREE_THREADS_SMALL_CACHES;
        Engine engine = otherBlocks ? EngineKind.SMALL_CACHES.engine() : EngineKind.DEFAULT.engine();
        float[][] expected = layer.run(layer.layer(engine));
        Recurrent other = layer.layer(kind.engine());
        float[][] actual = layer.run(other);
        for (int part = 0; part < expected.length; part++) {
            Bits.assertSame(expected[part], actual[part], layer);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment x = storage.readOnlyCopyOf(layer.x, arena);
            MemorySegment hidden = storage.copyOf(layer.hidden, arena);
            MemorySegment memory = layer.memory == null ? null : storage.copyOf(layer.memory, arena);
            MemorySegment y = storage.copyOf(expected[0], arena).fill((byte) -1);
            other.run(layer.steps, layer.batch, x, 0, layer.lengths, hidden, 0, memory, 0, y, 0);
            Bits.assertSame(expected[0], floats(y, expected[0].length), layer);
            Bits.assertSame(expected[1], floats(hidden, expected[1].length), layer);
            if (memory != null) {
                Bits.assertSame(expected[2], floats(memory, expected[2].length), layer);
            }
        }
    }

    private static float[] floats(MemorySegment segment, int length) {
        float[] data = new float[length];
        MemorySegment.copy(segment, ValueLayout.JAVA_FLOAT, 0, data, 0, length);
        return data;
    }

    /** A stream run step by step, and each sequence alone, gives the bits of one run. */
    @Property
    void sameBitsInAnyCut(@ForAll int seed, @ForAll RecurrentCell cell) {
        SplittableRandom random = new SplittableRandom(seed);
        int steps = random.nextInt(1, 6);
        int batch = random.nextInt(1, 20);
        int size = random.nextInt(1, 40);
        RecurrentCase whole = new RecurrentCase(
                cell, RecurrentDirection.FORWARD, steps, batch, size, random.nextInt(1, 40), true, seed);
        Recurrent layer = whole.layer(EngineKind.DEFAULT.engine());
        float[][] expected = whole.run(layer);
        int state = whole.stateSize;
        for (int b = 0; b < batch; b++) {
            float[] h = Arrays.copyOfRange(whole.hidden, b * state, (b + 1) * state);
            float[] c = whole.memory == null
                    ? null
                    : Arrays.copyOfRange(whole.memory, b * whole.hiddenSize, (b + 1) * whole.hiddenSize);
            float[] y = new float[state];
            for (int step = 0; step < steps; step++) {
                int row = step * batch + b;
                layer.run(1, 1, whole.x, row * size, null, h, 0, c, 0, y, 0);
                Bits.assertSame(Arrays.copyOfRange(expected[0], row * state, (row + 1) * state), y, whole);
            }
            Bits.assertSame(Arrays.copyOfRange(expected[1], b * state, (b + 1) * state), h, whole);
        }
    }

    /** Blocks of steps that do not hold all of a run. */
    @Example
    void longRuns() {
        for (RecurrentCell cell : RecurrentCell.values()) {
            check(new RecurrentCase(cell, RecurrentDirection.BIDIRECTIONAL, 9, 700, 3, 30, true, 5));
        }
    }

    /** Whole numbers stay exact through the rectifier. */
    @Property
    void exactOnSmallIntegers(
            @ForAll int seed,
            @ForAll @IntRange(min = 1, max = 70) int inputSize,
            @ForAll @IntRange(min = 1, max = 70) int hiddenSize) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] w = new float[hiddenSize * inputSize];
        float[] r = new float[hiddenSize * hiddenSize];
        float[] x = new float[2 * inputSize];
        for (float[] data : List.of(w, r, x)) {
            for (int i = 0; i < data.length; i++) {
                data[i] = random.nextInt(-4, 5);
            }
        }
        Recurrent layer = EngineKind.DEFAULT
                .engine()
                .recurrent(RecurrentCell.RNN, inputSize, hiddenSize)
                .weights(w, 0)
                .recurrentWeights(r, 0)
                .activations(GateActivation.RELU)
                .prepare();
        float[] y = new float[2 * hiddenSize];
        layer.run(2, 1, x, 0, null, null, 0, null, 0, y, 0);
        float[] expected = new float[2 * hiddenSize];
        for (int step = 0; step < 2; step++) {
            for (int i = 0; i < hiddenSize; i++) {
                float sum = 0;
                for (int k = 0; k < inputSize; k++) {
                    sum += w[i * inputSize + k] * x[step * inputSize + k];
                }
                for (int k = 0; k < hiddenSize && step == 1; k++) {
                    sum += r[i * hiddenSize + k] * expected[k];
                }
                expected[step * hiddenSize + i] = sum < 0 ? 0 : sum;
            }
        }
        Bits.assertSame(expected, y, "small integers");
    }

    /** Not a number stays in its sequence, and infinite sums saturate. */
    @Example
    void oddInputs() {
        for (RecurrentCell cell : RecurrentCell.values()) {
            RecurrentCase layer = new RecurrentCase(cell, RecurrentDirection.FORWARD, 3, 3, 5, 9, true, 1);
            Recurrent prepared = layer.layer(EngineKind.DEFAULT.engine());
            float[] expected = layer.run(prepared)[0];
            layer.x[(3 + 1) * 5] = Float.NaN;
            layer.x[2 * 5] = Float.POSITIVE_INFINITY;
            float[] actual = layer.run(prepared)[0];
            for (int i = 0; i < actual.length; i++) {
                int step = i / 27;
                int b = i / 9 % 3;
                if (b == 0 || (b == 1 && step == 0)) {
                    assertEquals(expected[i], actual[i], cell + " of another sequence or before");
                } else if (b == 1) {
                    assertTrue(Float.isNaN(actual[i]), cell + " after a NaN");
                } else {
                    assertTrue(Math.abs(actual[i]) <= 2, cell + " after an infinity: " + actual[i]);
                }
            }
        }
    }
}
