package dev.lanewise.properties.input;

import static dev.lanewise.properties.input.Refusal.illegal;
import static dev.lanewise.properties.input.Refusal.illegalState;
import static dev.lanewise.properties.input.Refusal.missing;
import static dev.lanewise.properties.input.Refusal.outside;
import static dev.lanewise.properties.input.Segments.closed;
import static dev.lanewise.properties.input.Segments.inNativeMemory;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import dev.lanewise.engine.Attention;
import dev.lanewise.engine.AttentionMask;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.KeyValueCache;
import dev.lanewise.properties.support.EngineKind;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad arguments of {@code Attention}, {@code AttentionMask} and {@code KeyValueCache}. */
class AttentionInputTest {
    private static final Engine ENGINE = EngineKind.DEFAULT.engine();

    /** A valid attention of 4 heads of 3 that share two of keys, values of 2, and its run of 5 queries and 6 keys on a batch of 2. */
    static final class Call {
        int heads = 4;
        int headSize = 3;
        int keyHeads = 2;
        Consumer<Attention.Builder> more = builder -> {};
        int batch = 2;
        int queries = 5;
        int keys = 6;
        float[] q = SgemmCall.filled(1 + 2 * 5 * 12, 1);
        float[] k = SgemmCall.filled(1 + 2 * 6 * 6, 2);
        float[] v = SgemmCall.filled(1 + 2 * 6 * 4, 3);
        float[] y = SgemmCall.filled(1 + 2 * 5 * 8, 4);
        int qOffset = 1;
        int kOffset = 1;
        int vOffset = 1;
        int yOffset = 1;
        AttentionMask mask;
        boolean cached;
        KeyValueCache cache;
        MemorySegment segmentQ;
        MemorySegment segmentY = MemorySegment.ofArray(new float[80]);

        void run(Engine engine) {
            Attention.Builder builder =
                    engine.attention(heads, headSize).keyValueHeads(keyHeads).valueSize(2);
            more.accept(builder);
            Attention attention = builder.prepare();
            if (cached && segmentQ != null) {
                attention.run(queries, segmentQ, 0, cache, mask, segmentY, 0);
            } else if (cached) {
                attention.run(queries, q, qOffset, cache, mask, y, yOffset);
            } else if (segmentQ != null) {
                MemorySegment keySegment = MemorySegment.ofArray(k);
                MemorySegment valueSegment = MemorySegment.ofArray(v);
                attention.run(batch, queries, keys, segmentQ, 0, keySegment, 0, valueSegment, 0, mask, segmentY, 0);
            } else {
                attention.run(batch, queries, keys, q, qOffset, k, kOffset, v, vOffset, mask, y, yOffset);
            }
        }
    }

    static Stream<Refusal<Call>> refusals() {
        return Stream.of(
                illegal("no heads", call -> call.heads = 0, "heads", "0", "1"),
                illegal("no elements", call -> call.headSize = 0, "headSize", "0", "1"),
                illegal("heads do not divide", call -> call.keyHeads = 3, "keyValueHeads", "3", "4"),
                illegal("no values", call -> call.more = builder -> builder.valueSize(0), "valueSize", "0", "1"),
                illegal("scale NaN", call -> call.more = builder -> builder.scale(Float.NaN), "scale", "NaN"),
                illegal("negative batch", call -> call.batch = -1, "batch", "-1", "0"),
                illegal("negative queries", call -> call.queries = -1, "queries", "-1", "0"),
                illegal("negative keys", call -> call.keys = -1, "keys", "-1", "0"),
                illegal("too many queries", call -> call.queries = 1 << 28, "q", "2147483647"),
                illegal("causal with few keys", AttentionInputTest::fewKeys, "queries", "5", "4"),
                missing("q", call -> call.q = null),
                missing("k", call -> call.k = null),
                missing("v", call -> call.v = null),
                missing("y", call -> call.y = null),
                outside("short q", call -> call.q = new float[120], "q", "120"),
                outside("short k", call -> call.k = new float[72], "k", "72"),
                outside("short v", call -> call.v = new float[48], "v", "48"),
                outside("short y", call -> call.y = new float[80], "y", "80"),
                outside("negative offset of y", call -> call.yOffset = -1, "yOffset", "-1", "0"),
                illegal("y is q", call -> call.y = call.q, "y", "q", "overlaps"),
                illegal("y is k", call -> call.y = call.k = new float[99], "y", "k", "overlaps"),
                illegal("y is v", call -> call.y = call.v = new float[99], "y", "v", "overlaps"),
                illegal(
                        "y is the mask",
                        call -> call.mask = AttentionMask.additive(call.y, 0, 0, 0, 0),
                        "y",
                        "mask",
                        "overlaps"),
                outside(
                        "short mask",
                        call -> call.mask = AttentionMask.additive(new float[29], 0, 0, 0, 6),
                        "mask",
                        "29",
                        "30"),
                outside(
                        "short mask of heads",
                        call -> call.mask = AttentionMask.allowing(new boolean[8], 0, 1, 1, 0),
                        "mask",
                        "8",
                        "10"),
                missing("cache", call -> call.cached = true),
                illegal("cache of other heads", AttentionInputTest::otherCache, "cache"),
                outside("short segment of q", call -> call.segmentQ = inNativeMemory(119), "q", "119", "120"),
                outside("short segment of y", call -> onSegments(call).segmentY = inNativeMemory(79), "y", "79", "80"),
                illegal(
                        "read-only y",
                        call -> onSegments(call).segmentY = inNativeMemory(80).asReadOnly(),
                        "y",
                        "read-only"),
                illegal("segments overlap", call -> call.segmentY = onSegments(call).segmentQ, "y", "q"),
                illegalState("closed q", call -> call.segmentQ = closed(), "q", "closed"),
                outside("short segment of q beside a cache", AttentionInputTest::cachedSegments, "q", "119", "120"));
    }

    private static void fewKeys(Call call) {
        call.keys = 4;
        call.more = Attention.Builder::causal;
    }

    private static void otherCache(Call call) {
        call.cached = true;
        call.cache = ENGINE.attention(4, 3).prepare().cache(1, 1);
    }

    private static void cachedSegments(Call call) {
        call.cached = true;
        call.cache =
                ENGINE.attention(4, 3).keyValueHeads(2).valueSize(2).prepare().cache(2, 1);
        call.segmentQ = inNativeMemory(119);
    }

    private static Call onSegments(Call call) {
        call.segmentQ = inNativeMemory(120);
        return call;
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refused(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, changed -> changed.run(ENGINE), call.q, call.k, call.v, call.y);
    }

    @Test
    void masks() {
        assertThrowsExactly(NullPointerException.class, () -> AttentionMask.additive(null, 0, 0, 0, 0));
        assertThrowsExactly(NullPointerException.class, () -> AttentionMask.allowing(null, 0, 0, 0, 0));
        for (int bad = 0; bad < 4; bad++) {
            int[] numbers = new int[4];
            numbers[bad] = -1;
            assertThrowsExactly(
                    IllegalArgumentException.class,
                    () -> AttentionMask.additive(new float[9], numbers[0], numbers[1], numbers[2], numbers[3]));
        }
    }

    @Test
    void caches() {
        Attention attention = ENGINE.attention(2, 3).prepare();
        assertThrowsExactly(IllegalArgumentException.class, () -> attention.cache(-1, 1));
        assertThrowsExactly(IllegalArgumentException.class, () -> attention.cache(1, -1));
        assertThrowsExactly(IllegalArgumentException.class, () -> attention.cache(1 << 20, 1 << 20));
        KeyValueCache cache = attention.cache(2, 3);
        float[] tokens = new float[36];
        assertThrowsExactly(IllegalArgumentException.class, () -> cache.append(-1, tokens, 0, tokens, 0));
        assertThrowsExactly(IllegalStateException.class, () -> cache.append(4, tokens, 0, tokens, 0));
        assertThrowsExactly(NullPointerException.class, () -> cache.append(1, null, 0, tokens, 0));
        assertThrowsExactly(IndexOutOfBoundsException.class, () -> cache.append(3, tokens, 1, tokens, 0));
        assertThrowsExactly(IndexOutOfBoundsException.class, () -> cache.append(3, tokens, 0, tokens, 1));
        assertThrowsExactly(
                IndexOutOfBoundsException.class, () -> cache.append(3, inNativeMemory(36), 0, inNativeMemory(35), 0));
        assertThrowsExactly(IllegalArgumentException.class, () -> cache.truncate(1));
        assertThrowsExactly(IllegalArgumentException.class, () -> cache.truncate(-1));
        assertEquals(0, cache.length());
        cache.append(3, tokens, 0, tokens, 0);
        assertThrowsExactly(IllegalStateException.class, () -> cache.append(1, tokens, 0, tokens, 0));
    }

    @Test
    void closedEngineAndSmallWorkspace() {
        Engine small = EngineKind.LITTLE_WORKSPACE.engine();
        assertThrowsExactly(IllegalStateException.class, () -> new Call().run(small));
        Engine engine = Engine.builder().build();
        engine.close();
        assertThrowsExactly(IllegalStateException.class, () -> new Call().run(engine));
    }

    @Test
    void nothingToRun() {
        Call none = new Call();
        none.batch = 0;
        none.run(ENGINE);
        none.batch = 2;
        none.queries = 0;
        none.run(ENGINE);
    }
}
