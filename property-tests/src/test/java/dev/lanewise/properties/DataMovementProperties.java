package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.DataMovement;
import dev.lanewise.engine.DepthOrder;
import dev.lanewise.engine.Gather;
import dev.lanewise.engine.PadMode;
import dev.lanewise.engine.Rearrangement;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.MovedType;
import dev.lanewise.properties.support.MovedType.Mover;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.reference.ReferenceMovement;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** {@code DataMovement}: every element goes where the reference says, of every type, and nothing else is written. */
@AddLifecycleHook(ScaledTries.class)
class DataMovementProperties {
    private static final long CONSTANT = 0x40a9876543218765L;

    private final SplittableRandom random = new SplittableRandom(42);

    @Property
    void transpose(
            @ForAll int seed, @ForAll @IntRange(max = 8) int rank, @ForAll EngineKind kind, @ForAll MovedType type) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] shape = shape(random, rank);
        int[] axes = new int[rank];
        for (int d = 0; d < rank; d++) {
            int other = random.nextInt(d + 1);
            axes[d] = axes[other];
            axes[other] = d;
        }
        Rearrangement moved = kind.engine().dataMovement().transpose(shape, axes);
        check(type, moved, ReferenceMovement.transpose(shape, axes), shape);
    }

    @Property
    void slice(@ForAll int seed, @ForAll @IntRange(max = 6) int rank, @ForAll EngineKind kind, @ForAll MovedType type) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] shape = shape(random, rank);
        int[] starts = new int[rank];
        int[] steps = new int[rank];
        int[] sizes = new int[rank];
        for (int d = 0; d < rank; d++) {
            steps[d] = random.nextBoolean() ? 1 : random.nextInt(-3, 4);
            steps[d] = steps[d] == 0 ? -1 : steps[d];
            starts[d] = shape[d] == 0 ? 0 : random.nextInt(shape[d]);
            int most =
                    shape[d] == 0 ? 0 : (steps[d] > 0 ? shape[d] - 1 - starts[d] : starts[d]) / Math.abs(steps[d]) + 1;
            sizes[d] = random.nextInt(20) == 0 ? 0 : Math.min(most, random.nextInt(1, most + 2));
        }
        Rearrangement moved = kind.engine().dataMovement().slice(shape, starts, steps, sizes);
        check(type, moved, ReferenceMovement.slice(shape, starts, steps, sizes), shape);
    }

    @Property
    void pad(
            @ForAll int seed,
            @ForAll @IntRange(max = 5) int rank,
            @ForAll PadMode mode,
            @ForAll EngineKind kind,
            @ForAll MovedType type) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] shape = shape(random, rank);
        int[] before = new int[rank];
        int[] after = new int[rank];
        for (int d = 0; d < rank; d++) {
            shape[d] = mode == PadMode.CONSTANT ? shape[d] : Math.max(1, shape[d]);
            before[d] = random.nextBoolean() ? 0 : random.nextInt(-2, 6);
            after[d] = random.nextBoolean() ? 0 : random.nextInt(-2, 6);
            after[d] = Math.max(after[d], -shape[d] - before[d]);
        }
        DataMovement movement = kind.engine().dataMovement();
        Rearrangement moved = mode == PadMode.CONSTANT
                ? movement.padBits(shape, before, after, CONSTANT)
                : movement.pad(shape, before, after, mode);
        check(type, moved, ReferenceMovement.pad(shape, before, after, mode.name()), shape);
    }

    @Property
    void tile(@ForAll int seed, @ForAll @IntRange(max = 4) int rank, @ForAll EngineKind kind, @ForAll MovedType type) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] shape = shape(random, rank);
        int[] repeats = new int[rank];
        for (int d = 0; d < rank; d++) {
            repeats[d] = random.nextInt(10) == 0 ? 0 : random.nextInt(1, 4);
        }
        Rearrangement moved = kind.engine().dataMovement().tile(shape, repeats);
        check(type, moved, ReferenceMovement.tile(shape, repeats), shape);
    }

    @Property
    void gather(
            @ForAll int seed,
            @ForAll @IntRange(min = 1, max = 5) int rank,
            @ForAll EngineKind kind,
            @ForAll MovedType type) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] shape = shape(random, rank);
        int axis = random.nextInt(rank);
        shape[axis] = Math.max(1, shape[axis]);
        int[] indices = new int[random.nextInt(20)];
        for (int k = 0; k < indices.length; k++) {
            indices[k] = random.nextInt(-shape[axis], shape[axis]);
        }
        Gather gather = kind.engine().dataMovement().gather(shape, axis, indices.length);
        check(type, Mover.of(gather, indices), ReferenceMovement.gather(shape, axis, indices), shape);
    }

    @Property
    void concatAndSplit(
            @ForAll int seed,
            @ForAll @IntRange(min = 1, max = 5) int rank,
            @ForAll EngineKind kind,
            @ForAll MovedType type) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] whole = shape(random, rank);
        int axis = random.nextInt(rank);
        int[] sizes = new int[random.nextInt(1, 5)];
        int[][] shapes = new int[sizes.length][];
        whole[axis] = 0;
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = random.nextInt(6);
            shapes[i] = whole.clone();
            shapes[i][axis] = sizes[i];
        }
        for (int size : sizes) {
            whole[axis] += size;
        }
        long[] x = values(type, ReferenceMovement.elements(whole), 0);
        long[] joined = new long[x.length + 2];
        Rearrangement[] apart = kind.engine().dataMovement().split(whole, axis, sizes);
        Rearrangement[] together = kind.engine().dataMovement().concat(axis, shapes);
        int[] starts = new int[rank];
        int[] steps = ReferenceMovement.map(new int[] {2}, new int[] {rank}, at -> new int[] {1});
        for (int i = 0; i < sizes.length; i++) {
            check(type, apart[i], ReferenceMovement.slice(whole, starts, steps, shapes[i]), whole);
            long[] part = new long[apart[i].targetElements() + 2];
            type.move(Mover.of(apart[i]), x, 0, part);
            type.move(Mover.of(together[i]), part, 1, joined);
            starts[axis] += sizes[i];
        }
        for (int i = 0; i < x.length; i++) {
            assertEquals(x[i], joined[i + 1]);
        }
    }

    @Property
    void depthAndSpace(
            @ForAll @IntRange(min = 1, max = 3) int block,
            @ForAll @IntRange(max = 2) int batch,
            @ForAll @IntRange(max = 4) int depth,
            @ForAll @IntRange(min = 1, max = 9) int height,
            @ForAll @IntRange(min = 1, max = 20) int width,
            @ForAll DepthOrder order,
            @ForAll MovedType type) {
        DataMovement movement = EngineKind.TWO_THREADS.engine().dataMovement();
        boolean innermost = order == DepthOrder.DCR;
        int[] deep = {batch, depth * block * block, height, width};
        int[] map = ReferenceMovement.depthToSpace(deep, block, innermost);
        check(type, movement.depthToSpace(batch, deep[1], height, width, block, order), map, deep);
        int[] spread = {batch, depth, height * block, width * block};
        map = ReferenceMovement.spaceToDepth(spread, block, innermost);
        check(type, movement.spaceToDepth(batch, depth, spread[2], spread[3], block, order), map, spread);
    }

    /** The largest tiles, on more than one thread. */
    @Example
    void layouts() {
        int[] sizes = {2, 67, 70, 71};
        for (EngineKind kind : new EngineKind[] {EngineKind.DEFAULT, EngineKind.THREE_THREADS_SMALL_CACHES}) {
            DataMovement movement = kind.engine().dataMovement();
            Rearrangement there = movement.changeLayout(2, 67, 70, 71, Layout.NCHW, Layout.NHWC);
            check(MovedType.FLOATS, there, ReferenceMovement.transpose(sizes, new int[] {0, 2, 3, 1}), sizes);
            int[] changed = there.targetShape();
            Rearrangement back = movement.changeLayout(2, 67, 70, 71, Layout.NHWC, Layout.NCHW);
            check(MovedType.FLOATS, back, ReferenceMovement.transpose(changed, new int[] {0, 3, 1, 2}), changed);
            Rearrangement same = movement.changeLayout(2, 67, 70, 71, Layout.NHWC, Layout.NHWC);
            check(MovedType.INTS, same, ReferenceMovement.transpose(sizes, new int[] {0, 1, 2, 3}), sizes);
        }
    }

    private void check(MovedType type, Rearrangement moved, int[] map, int[] shape) {
        assertEquals(map.length, moved.targetElements());
        assertEquals(map.length, ReferenceMovement.elements(moved.targetShape()));
        assertEquals(ReferenceMovement.elements(shape), moved.sourceElements());
        check(type, Mover.of(moved), map, shape);
    }

    private void check(MovedType type, Mover mover, int[] map, int[] shape) {
        int shift = random.nextInt(4);
        long[] x = values(type, ReferenceMovement.elements(shape), shift);
        long[] expected = new long[map.length + 2];
        expected[0] = type.cut(77);
        expected[map.length + 1] = type.cut(78);
        long[] y = expected.clone();
        for (int i = 0; i < map.length; i++) {
            expected[i + 1] = type.cut(map[i] < 0 ? CONSTANT : x[shift + map[i]]);
            y[i + 1] = type.cut(99);
        }
        type.move(mover, x, shift, y);
        assertArrayEquals(expected, y);
    }

    /** Every one another as far as the type has so many; no NaN among floats, whose bits might change where they are set. */
    private static long[] values(MovedType type, int count, int shift) {
        long[] values = new long[shift + count];
        for (int i = 0; i < values.length; i++) {
            values[i] = type.cut(0x0102_0304_0506_0000L + i + 1);
        }
        return values;
    }

    /** Sizes with a large one among them now and then. */
    private static int[] shape(SplittableRandom random, int rank) {
        int[] shape = new int[rank];
        int most = rank > 5 ? 3 : rank > 3 ? 4 : 9;
        for (int d = 0; d < rank; d++) {
            shape[d] = random.nextInt(40) == 0 ? 0 : random.nextInt(1, most + 1);
        }
        if (rank > 0 && rank < 6 && random.nextBoolean()) {
            shape[random.nextInt(rank)] = random.nextInt(1, 90);
        }
        return shape;
    }
}
