package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Reductions;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.properties.support.Storage;
import dev.lanewise.reference.ReferenceReductions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** {@code Reductions.argMax}, {@code argMin} and {@code topK}: exact, with equal elements, zeros of both signs and NaN. */
@AddLifecycleHook(ScaledTries.class)
class SearchProperties {
    private static final EngineKind[] KINDS = {
        EngineKind.DEFAULT, EngineKind.TWO_THREADS, EngineKind.THREE_THREADS_SMALL_CACHES, EngineKind.EXECUTOR
    };

    /** A tensor, and where its searches begin. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Searched(int outer, int length, int inner, float[] x, Reductions reductions) {
        static Searched of(int seed) {
            SplittableRandom random = new SplittableRandom(seed);
            int outer = random.nextInt(4);
            int inner = random.nextBoolean() ? 1 : random.nextInt(1, random.nextInt(4) == 0 ? 1100 : 40);
            int length = random.nextInt(1, inner > 40 ? 20 : random.nextInt(4) == 0 ? 5000 : 100);
            float[] x = new float[outer * length * inner];
            int kinds = random.nextBoolean() ? 4 : 100_000;
            boolean odd = random.nextBoolean();
            for (int i = 0; i < x.length; i++) {
                x[i] = random.nextInt(kinds) - kinds / 2;
                x[i] = x[i] == 0 && random.nextBoolean() ? -0f : x[i];
                x[i] = odd && random.nextInt(50) == 0 ? Float.NaN : x[i];
                x[i] = odd && random.nextInt(50) == 0 ? Float.NEGATIVE_INFINITY : x[i];
            }
            return new Searched(
                    outer,
                    length,
                    inner,
                    x,
                    KINDS[random.nextInt(KINDS.length)].engine().reductions());
        }

        int[] shape() {
            return new int[] {outer, length, inner};
        }

        double[] elements(int search) {
            double[] elements = new double[length];
            for (int i = 0; i < length; i++) {
                elements[i] = x[(search / inner * length + i) * inner + search % inner];
            }
            return elements;
        }
    }

    @Property
    void indicesOfLargestAndSmallest(
            @ForAll int seed, @ForAll boolean min, @ForAll boolean last, @ForAll Storage storage) {
        Searched searched = Searched.of(seed);
        int results = searched.outer * searched.inner;
        int[] found = new int[results + 2];
        found[0] = found[results + 1] = -7;
        int[] again = found.clone();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = storage.readOnlyCopyOf(searched.x, arena);
            if (min) {
                searched.reductions.argMin(searched.shape(), 1, last, searched.x, 0, found, 1);
                searched.reductions.argMin(searched.shape(), 1, last, segment, 0, again, 1);
            } else {
                searched.reductions.argMax(searched.shape(), 1, last, searched.x, 0, found, 1);
                searched.reductions.argMax(searched.shape(), 1, last, segment, 0, again, 1);
            }
        }
        assertTrue(found[0] == -7 && found[results + 1] == -7 && Arrays.equals(found, again));
        for (int search = 0; search < results; search++) {
            assertEquals(expected(searched.elements(search), min, last), found[search + 1]);
        }
    }

    /** NaN wins either way. */
    private static int expected(double[] x, boolean min, boolean last) {
        int best = 0;
        for (int i = 1; i < x.length; i++) {
            boolean equal = x[i] == x[best] || (Double.isNaN(x[i]) && Double.isNaN(x[best]));
            boolean better = !Double.isNaN(x[best]) && (Double.isNaN(x[i]) || (min ? x[i] < x[best] : x[i] > x[best]));
            best = better || (equal && last) ? i : best;
        }
        return best;
    }

    @Property
    void bestInOrder(@ForAll int seed, @ForAll boolean largest, @ForAll Storage storage) {
        Searched searched = Searched.of(seed);
        SplittableRandom random = new SplittableRandom(seed);
        int k = random.nextInt(Math.min(searched.length, random.nextBoolean() ? 5 : 5000) + 1);
        int results = searched.outer * k * searched.inner;
        float[] values = new float[results + 2];
        int[] indices = new int[results + 1];
        values[0] = values[results + 1] = -7;
        searched.reductions.topK(searched.shape(), 1, k, largest, searched.x, 0, values, 1, indices, 1);
        assertTrue(values[0] == -7 && values[results + 1] == -7);
        for (int search = 0; search < searched.outer * searched.inner && k > 0; search++) {
            double[] x = searched.elements(search);
            int[] order = ReferenceReductions.order(largest, x);
            for (int i = 0; i < k; i++) {
                int at = 1 + (search / searched.inner * k + i) * searched.inner + search % searched.inner;
                assertEquals(order[i], indices[at]);
                assertEquals((float) x[order[i]], values[at]);
            }
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = storage.readOnlyCopyOf(searched.x, arena);
            MemorySegment target = storage.copyOf(new float[results], arena);
            int[] again = new int[results + 1];
            searched.reductions.topK(searched.shape(), 1, k, largest, source, 0, target, 0, again, 1);
            assertTrue(Arrays.equals(indices, again));
            float[] actual = new float[results];
            MemorySegment.copy(target, ValueLayout.JAVA_FLOAT, 0, actual, 0, results);
            assertTrue(Arrays.equals(Arrays.copyOfRange(values, 1, results + 1), actual));
        }
    }
}
