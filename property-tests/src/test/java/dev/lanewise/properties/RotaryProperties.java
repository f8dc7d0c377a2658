package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.RotaryEmbedding;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.properties.support.Storage;
import dev.lanewise.reference.ReferenceRotary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** {@code RotaryEmbedding}. */
@AddLifecycleHook(ScaledTries.class)
class RotaryProperties {
    private static final int POSITIONS = 50;

    @Property
    void withinBoundOfReference(
            @ForAll int seed,
            @ForAll boolean interleaved,
            @ForAll boolean headsFirst,
            @ForAll @IntRange(min = 1, max = 100) int headSize,
            @ForAll EngineKind kind,
            @ForAll Storage storage) {
        SplittableRandom random = new SplittableRandom(seed);
        int batch = random.nextInt(3);
        int tokens = random.nextInt(10);
        int heads = random.nextInt(5);
        int rotated = random.nextInt(headSize / 2 + 1) * 2;
        RotaryEmbedding.Builder builder = kind.engine()
                .rotaryEmbedding(headSize, POSITIONS)
                .rotated(rotated)
                .base(500);
        builder = interleaved ? builder.interleaved() : builder;
        RotaryEmbedding rotary = (headsFirst ? builder.headsFirst() : builder).prepare();
        assertEquals(POSITIONS, rotary.positions());
        int[] positions = random.nextBoolean() ? null : new int[batch * tokens];
        for (int i = 0; positions != null && i < positions.length; i++) {
            positions[i] = random.nextInt(POSITIONS);
        }
        float[] x = new float[batch * tokens * heads * headSize];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble(-1, 1);
        }
        float[] y = new float[x.length];
        rotary.run(batch, tokens, heads, positions, 7, x, 0, y, 0);
        for (int row = 0; row < batch * tokens * heads; row++) {
            int inside = row % (tokens * heads);
            int token = headsFirst ? inside % tokens : inside / heads;
            int position = positions == null ? 7 + token : positions[row / (tokens * heads) * tokens + token];
            double[] expected =
                    ReferenceRotary.rotate(x, row * headSize, headSize, rotated, interleaved, position, 500);
            for (int i = 0; i < headSize; i++) {
                double error = Math.abs(expected[i] - y[row * headSize + i]);
                assertTrue(error <= (i < rotated ? 2 * 0x1p-22 : 0), "error " + error);
            }
        }
        float[] inPlace = x.clone();
        rotary.run(batch, tokens, heads, positions, 7, inPlace, 0, inPlace, 0);
        Bits.assertSame(y, inPlace, "in place");
        if (x.length > 0) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment target = storage.copyOf(x, arena);
                rotary.run(batch, tokens, heads, positions, 7, storage.readOnlyCopyOf(x, arena), 0, target, 0);
                float[] actual = new float[x.length];
                MemorySegment.copy(target, ValueLayout.JAVA_FLOAT, 0, actual, 0, actual.length);
                Bits.assertSame(y, actual, storage);
            }
        }
    }

    /** Tables with the angles of the formula give its bits. */
    @Property
    void tables(@ForAll int seed, @ForAll boolean interleaved) {
        int pairs = 9;
        float[] cosines = new float[POSITIONS * pairs];
        float[] sines = new float[POSITIONS * pairs];
        for (int i = 0; i < cosines.length; i++) {
            int position = i / pairs;
            double angle = position * StrictMath.pow(10_000, -2.0 * (i % pairs) / (2 * pairs));
            cosines[i] = (float) StrictMath.cos(angle);
            sines[i] = (float) StrictMath.sin(angle);
        }
        RotaryEmbedding.Builder formula = EngineKind.DEFAULT.engine().rotaryEmbedding(2 * pairs, POSITIONS);
        RotaryEmbedding.Builder tables = EngineKind.DEFAULT
                .engine()
                .rotaryEmbedding(2 * pairs, POSITIONS)
                .tables(cosines, sines);
        if (interleaved) {
            formula.interleaved();
            tables.interleaved();
        }
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = new float[POSITIONS * 2 * pairs];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble(-1, 1);
        }
        float[] expected = new float[x.length];
        float[] actual = new float[x.length];
        formula.prepare().run(1, POSITIONS, 1, null, 0, x, 0, expected, 0);
        tables.prepare().run(1, POSITIONS, 1, null, 0, x, 0, actual, 0);
        Bits.assertSame(expected, actual, "tables");
    }

    /** A NaN or an infinity makes its pair NaN or infinite, and changes no bit elsewhere; what is not rotated is copied. */
    @Property
    void specialNumbersStayInTheirPair(
            @ForAll int seed,
            @ForAll boolean interleaved,
            @ForAll @IntRange(min = 1, max = 80) int headSize,
            @ForAll EngineKind kind) {
        SplittableRandom random = new SplittableRandom(seed);
        int rotated = random.nextInt(headSize / 2 + 1) * 2;
        RotaryEmbedding.Builder builder =
                kind.engine().rotaryEmbedding(headSize, POSITIONS).rotated(rotated);
        RotaryEmbedding rotary = (interleaved ? builder.interleaved() : builder).prepare();
        float[] x = new float[POSITIONS * headSize];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble(-1, 1);
        }
        float[] expected = new float[x.length];
        rotary.run(1, POSITIONS, 1, null, 0, x, 0, expected, 0);
        int at = random.nextInt(x.length);
        x[at] = new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}[random.nextInt(3)];
        float[] y = new float[x.length];
        rotary.run(1, POSITIONS, 1, null, 0, x, 0, y, 0);
        int inHead = at % headSize;
        int partner = interleaved ? inHead ^ 1 : (inHead + rotated / 2) % Math.max(1, rotated);
        for (int i = 0; i < x.length; i++) {
            boolean reached = i == at || (inHead < rotated && i == at - inHead + partner);
            if (!reached) {
                assertEquals(Float.floatToIntBits(expected[i]), Float.floatToIntBits(y[i]), "element " + i);
            } else if (inHead < rotated) {
                assertFalse(Float.isFinite(y[i]), "element " + i + " is " + y[i]);
            } else {
                assertEquals(x[at], y[i]);
            }
        }
    }
}
