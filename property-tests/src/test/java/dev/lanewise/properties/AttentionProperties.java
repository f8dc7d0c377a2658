package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Attention;
import dev.lanewise.engine.AttentionMask;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.KeyValueCache;
import dev.lanewise.properties.support.AttentionCase;
import dev.lanewise.properties.support.AttentionCase.Masking;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.properties.support.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** {@code Attention} and {@code KeyValueCache}. */
@AddLifecycleHook(ScaledTries.class)
class AttentionProperties {
    private static final int[] TOKENS = {1, 2, 3, 4, 5, 7, 8, 16, 31, 33, 64, 127, 128, 129, 150, 257, 300};

    @Property
    void withinBoundOfReference(@ForAll int seed, @ForAll Masking masking) {
        SplittableRandom random = new SplittableRandom(seed);
        int queries = TOKENS[random.nextInt(TOKENS.length)];
        int keys = TOKENS[random.nextInt(TOKENS.length)];
        check(new AttentionCase(queries, keys, masking, seed));
    }

    private static void check(AttentionCase attention) {
        float[] actual = attention.run(attention.attention(EngineKind.DEFAULT.engine()));
        double[] expected = attention.expected();
        double bound = attention.bound();
        for (int i = 0; i < actual.length; i++) {
            double error = Math.abs(actual[i] - expected[i]);
            assertTrue(error <= bound, "y[%d]: error %s above %s: %s".formatted(i, error, bound, attention));
        }
    }

    @Example
    void manyBlocks() {
        for (int seed = 0; seed < 3; seed++) {
            check(new AttentionCase(600, 600, Masking.NONE, seed));
        }
    }

    /** Threads and where tensors lie change no bit. */
    @Property
    void sameBitsWherever(@ForAll int seed, @ForAll Masking masking, @ForAll EngineKind kind, @ForAll Storage storage) {
        if (kind == EngineKind.NO_WORKSPACE || kind == EngineKind.LITTLE_WORKSPACE) {
            return;
        }
        SplittableRandom random = new SplittableRandom(seed);
        AttentionCase attention =
                new AttentionCase(random.nextInt(9, 300), TOKENS[random.nextInt(TOKENS.length)], masking, seed);
        float[] expected = attention.run(attention.attention(EngineKind.DEFAULT.engine()));
        Attention other = attention.attention(kind.engine());
        Bits.assertSame(expected, attention.run(other), attention);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment y = storage.copyOf(expected, arena).fill((byte) -1);
            other.run(
                    attention.batch,
                    attention.queries,
                    attention.keys,
                    storage.readOnlyCopyOf(attention.q, arena),
                    0,
                    storage.readOnlyCopyOf(attention.k, arena),
                    0,
                    storage.readOnlyCopyOf(attention.v, arena),
                    0,
                    attention.mask,
                    y,
                    0);
            float[] actual = new float[expected.length];
            MemorySegment.copy(y, ValueLayout.JAVA_FLOAT, 0, actual, 0, actual.length);
            Bits.assertSame(expected, actual, storage + ", " + attention);
        }
    }

    /** Decoding token by token from a cache is within twice the bound of all at once. */
    @Property
    void cacheAgreesWithAllAtOnce(@ForAll int seed, @ForAll Storage storage) {
        SplittableRandom random = new SplittableRandom(seed);
        int heads = random.nextInt(1, 4);
        int group = random.nextInt(1, 4);
        int size = random.nextInt(1, 40);
        int tokens = random.nextInt(1, 140);
        Attention attention = EngineKind.DEFAULT
                .engine()
                .attention(heads * group, size)
                .keyValueHeads(heads)
                .causal()
                .prepare();
        float[] q = uniform(random, tokens * heads * group * size);
        float[] k = uniform(random, tokens * heads * size);
        float[] v = uniform(random, tokens * heads * size);
        float[] expected = new float[q.length];
        attention.run(1, tokens, tokens, q, 0, k, 0, v, 0, null, expected, 0);
        KeyValueCache cache = attention.cache(1, tokens);
        float[] actual = new float[q.length];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment keys = storage.readOnlyCopyOf(k, arena);
            MemorySegment values = storage.readOnlyCopyOf(v, arena);
            for (int token = 0; token < tokens; ) {
                int count = Math.min(tokens - token, random.nextInt(1, 4));
                cache.append(count, keys, (long) token * heads * size, values, (long) token * heads * size);
                int at = token * heads * group * size;
                attention.run(count, q, at, cache, null, actual, at);
                token += count;
            }
        }
        assertEquals(tokens, cache.length());
        double bound = 2 * (size * 8 + tokens + 100) * 0x1p-23;
        for (int i = 0; i < actual.length; i++) {
            assertEquals(expected[i], actual[i], bound, "y[" + i + "]");
        }
    }

    private static float[] uniform(SplittableRandom random, int length) {
        float[] data = new float[length];
        for (int i = 0; i < length; i++) {
            data[i] = (float) random.nextDouble(-1, 1);
        }
        return data;
    }

    /** Truncated and appended again, a cache gives what it gave. */
    @Example
    void truncated() {
        Engine engine = EngineKind.DEFAULT.engine();
        Attention attention = engine.attention(2, 3).prepare();
        KeyValueCache cache = attention.cache(2, 5);
        SplittableRandom random = new SplittableRandom(3);
        float[] k = uniform(random, 2 * 5 * 6);
        float[] v = uniform(random, 2 * 5 * 6);
        cache.append(4, k, 0, v, 0);
        float[] q = uniform(random, 2 * 6);
        float[] before = new float[12];
        attention.run(1, q, 0, cache, null, before, 0);
        cache.append(1, v, 0, k, 0);
        assertEquals(5, cache.length());
        cache.truncate(4);
        float[] after = new float[12];
        attention.run(1, q, 0, cache, null, after, 0);
        Bits.assertSame(before, after, "truncated");
        assertEquals(2L * 2 * 5 * 6 * Float.BYTES, cache.sizeInBytes());
    }

    /** A query that sees nothing gives +0; a NaN stays with its query or its key's heads. */
    @Example
    void oddInputs() {
        Engine engine = EngineKind.DEFAULT.engine();
        Attention attention = engine.attention(1, 8).prepare();
        for (int queries : new int[] {3, 40}) {
            float[] q = new float[queries * 8];
            Arrays.fill(q, 0.5f);
            float[] k = q.clone();
            float[] v = q.clone();
            boolean[] allowed = new boolean[queries * queries];
            Arrays.fill(allowed, queries, allowed.length, true);
            q[8 * 2] = Float.NaN;
            float[] y = new float[queries * 8];
            AttentionMask mask = AttentionMask.allowing(allowed, 0, 0, 0, queries);
            attention.run(1, queries, queries, q, 0, k, 0, v, 0, mask, y, 0);
            for (int i = 0; i < y.length; i++) {
                float expected = i / 8 == 0 ? 0 : i / 8 == 2 ? Float.NaN : 0.5f;
                assertEquals(expected, y[i], 1e-6f, "y[" + i + "]");
            }
            attention.run(1, queries, 0, q, 0, k, 0, v, 0, null, y, 0);
            Bits.assertSame(new float[queries * 8], y, "no keys");
        }
    }
}
