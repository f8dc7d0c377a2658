package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Reduction;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.properties.support.Storage;
import dev.lanewise.reference.ReferenceReductions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** {@code Reductions.reduce}: every reduction, any dimensions, within the bounds of its Javadoc. */
@AddLifecycleHook(ScaledTries.class)
class ReductionProperties {
    private static final EngineKind[] KINDS = {
        EngineKind.DEFAULT, EngineKind.TWO_THREADS, EngineKind.THREE_THREADS_SMALL_CACHES, EngineKind.EXECUTOR
    };

    @Property
    void withinBoundOfReference(
            @ForAll Reduction reduction,
            @ForAll int seed,
            @ForAll @IntRange(max = 6) int rank,
            @ForAll Storage storage) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] shape = shape(random, rank);
        boolean[] reduced = new boolean[rank];
        int[] axes = axes(random, reduced);
        float[] x = values(random, reduction, Arrays.stream(shape).reduce(1, (a, b) -> a * b));
        double[][] groups = ReferenceReductions.groups(shape, reduced, x);
        Engine engine = KINDS[random.nextInt(KINDS.length)].engine();
        float[] from = new float[x.length + 2];
        System.arraycopy(x, 0, from, 1, x.length);
        float[] padded = new float[groups.length + 2];
        Arrays.fill(padded, 77);
        engine.reductions().reduce(reduction, shape, axes, from, 1, padded, 1);
        assertTrue(padded[0] == 77 && padded[groups.length + 1] == 77);
        float[] y = Arrays.copyOfRange(padded, 1, groups.length + 1);
        int stretches = stretches(shape, reduced);
        for (int i = 0; i < groups.length; i++) {
            check(reduction, groups[i], y[i], stretches);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = storage.readOnlyCopyOf(x, arena);
            MemorySegment target = storage.copyOf(new float[y.length], arena);
            engine.reductions().reduce(reduction, shape, axes, source, 0, target, 0);
            float[] actual = new float[y.length];
            MemorySegment.copy(target, ValueLayout.JAVA_FLOAT, 0, actual, 0, actual.length);
            Bits.assertSame(y, actual, storage);
        }
    }

    /** Stretches of 2048 neighbours, or 0 where columns are reduced. */
    private static int stretches(int[] shape, boolean[] reduced) {
        int inner = 1;
        int rounds = 1;
        boolean decided = false;
        boolean rows = false;
        boolean inside = true;
        for (int d = shape.length - 1; d >= 0; d--) {
            if (shape[d] == 1) {
                continue;
            }
            if (!decided) {
                decided = true;
                rows = reduced[d];
            }
            inside &= reduced[d];
            inner *= inside ? shape[d] : 1;
            rounds *= !inside && reduced[d] ? shape[d] : 1;
        }
        return rows ? rounds * Math.ceilDiv(inner, 2048) : 0;
    }

    private static void check(Reduction reduction, double[] x, float actual, int stretches) {
        double expected = ReferenceReductions.reduce(reduction.name(), x);
        int t = stretches > 0 ? stretches + 40 : x.length;
        double size = ReferenceReductions.reduce("L1", x);
        double spread = ReferenceReductions.reduce("MAX", x) - ReferenceReductions.reduce("MIN", x);
        double ulp = Math.ulp((float) expected);
        double bound = switch (reduction) {
            case SUM, L1 -> gamma(t) * size;
            case MEAN -> gamma(t + 1) * size / x.length;
            case SUM_OF_SQUARES -> gamma(t + 1) * expected;
            // in whatever order, every factor rounds once
            case PRODUCT -> gamma(x.length) * Math.abs(expected) + 0x1p-149 * x.length;
            case L2 -> gamma(t + 2) * expected;
            case MAX, MIN -> 0;
            case LOG_SUM -> 2 * ulp - Math.log1p(-gamma(t));
            case LOG_SUM_EXP -> gamma(t + 8) + 0x1p-23 * (spread + Math.abs(expected) + 2 * Math.log(x.length));
        };
        double error = Math.abs(actual - expected);
        boolean same = Double.compare(expected, actual) == 0 || (Double.isNaN(expected) && Float.isNaN(actual));
        assertTrue(
                same || error <= bound,
                () -> reduction + " of " + x.length + ": " + actual + " against " + expected + ", error " + error
                        + " above " + bound);
    }

    private static double gamma(int terms) {
        return terms * 0x1p-24 / (1 - terms * 0x1p-24);
    }

    private static float[] values(SplittableRandom random, Reduction reduction, int count) {
        double low = reduction == Reduction.LOG_SUM ? 0.01 : reduction == Reduction.PRODUCT ? 0.9 : -4;
        double high = reduction == Reduction.PRODUCT ? 1.1 : 4;
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(low, high);
        }
        return values;
    }

    private static int[] axes(SplittableRandom random, boolean[] reduced) {
        int[] axes = new int[reduced.length];
        int count = 0;
        for (int d = reduced.length - 1; d >= 0; d--) {
            reduced[d] = random.nextBoolean();
            if (reduced[d]) {
                axes[count++] = d;
            }
        }
        return Arrays.copyOf(axes, count);
    }

    private static int[] shape(SplittableRandom random, int rank) {
        int[] shape = new int[rank];
        for (int d = 0; d < rank; d++) {
            shape[d] = random.nextInt(40) == 0 ? 0 : random.nextInt(1, rank > 3 ? 4 : 7);
        }
        if (rank > 0 && rank < 5 && random.nextBoolean()) {
            shape[random.nextInt(rank)] = random.nextInt(1, random.nextInt(3) == 0 ? 5000 : 700);
        }
        return shape;
    }

    @Example
    void oddElements() {
        float inf = Float.POSITIVE_INFINITY;
        float nan = Float.NaN;
        for (int inner : new int[] {1, 20}) {
            assertReduced(Reduction.MAX, inner, nan, 1, nan, inf);
            assertReduced(Reduction.MIN, inner, nan, 1, nan, -inf);
            assertReduced(Reduction.MAX, inner, 0, -0f, 0);
            assertReduced(Reduction.MIN, inner, -0f, 0, -0f);
            assertReduced(Reduction.SUM, inner, nan, inf, -inf);
            assertReduced(Reduction.SUM, inner, inf, inf, 1);
            assertReduced(Reduction.L1, inner, inf, -inf, 1);
            assertReduced(Reduction.LOG_SUM, inner, nan, -1, 0.5f);
            assertReduced(Reduction.LOG_SUM_EXP, inner, inf, inf, -inf, 1);
            assertReduced(Reduction.LOG_SUM_EXP, inner, -inf, -inf, -inf);
            assertReduced(Reduction.LOG_SUM_EXP, inner, nan, nan, inf);
            assertReduced(Reduction.LOG_SUM_EXP, inner, 1000, 1000, -inf);
        }
    }

    private static void assertReduced(Reduction reduction, int inner, float expected, float... column) {
        float[] x = new float[column.length * inner];
        for (int i = 0; i < x.length; i++) {
            x[i] = column[i / inner];
        }
        float[] y = new float[inner];
        int[] shape = {column.length, inner};
        EngineKind.DEFAULT.engine().reductions().reduce(reduction, shape, new int[] {0}, x, 0, y, 0);
        for (float result : y) {
            assertEquals(expected, result, reduction.name());
        }
    }
}
