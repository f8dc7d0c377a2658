package dev.lanewise.engine;

import dev.lanewise.engine.drivers.GatherRun;
import java.lang.foreign.MemorySegment;

/**
 * A prepared choice of slices by indices, {@code y[o][k][i] = x[o][indices[k]][i]}: o stands for the dimensions before the indexed one, i
 * for those behind it. Made by {@link DataMovement#gather}. Elements are of any primitive type and keep every bit; tensors are dense and
 * row-major.
 *
 * <p>An index is from −size to below size of the dimension; a negative one counts from its end. y shares no element with x. All indices
 * are checked before anything is written. Immutable; may run in many threads at once; once warm, a run allocates nothing.
 */
public final class Gather {
    private final Runs<GatherRun> runs;
    private final int outer;
    private final int size;
    private final int inner;
    private final int count;

    Gather(Runs<GatherRun> runs, int outer, int size, int inner, int count) {
        this.runs = runs;
        this.outer = outer;
        this.size = size;
        this.inner = inner;
        this.count = count;
    }

    /**
     * Elements of the source.
     *
     * @return at least 0
     */
    public int sourceElements() {
        return outer * size * inner;
    }

    /**
     * Elements of the target.
     *
     * @return at least 0
     */
    public int targetElements() {
        return outer * count * inner;
    }

    /**
     * Gathers fp32 numbers.
     *
     * @param x source
     * @param xOffset its first element
     * @param indices what is chosen
     * @param indexOffset the first index
     * @param y target
     * @param yOffset its first element
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if y overlaps x
     * @throws IndexOutOfBoundsException if an array is too short, an offset negative, or an index out of range
     * @throws IllegalStateException if the engine is closed
     */
    public void run(float[] x, int xOffset, int[] indices, int indexOffset, float[] y, int yOffset) {
        Checks.notNull(x, "x");
        Checks.notNull(y, "y");
        onArrays(x, x.length, xOffset, indices, indexOffset, y, y.length, yOffset, Float.BYTES);
    }

    /**
     * Gathers ints, as {@link #run(float[], int, int[], int, float[], int)}.
     *
     * @param x source
     * @param xOffset its first element
     * @param indices what is chosen
     * @param indexOffset the first index
     * @param y target
     * @param yOffset its first element
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if y overlaps x
     * @throws IndexOutOfBoundsException if an array is too short, an offset negative, or an index out of range
     * @throws IllegalStateException if the engine is closed
     */
    public void run(int[] x, int xOffset, int[] indices, int indexOffset, int[] y, int yOffset) {
        Checks.notNull(x, "x");
        Checks.notNull(y, "y");
        onArrays(x, x.length, xOffset, indices, indexOffset, y, y.length, yOffset, Integer.BYTES);
    }

    /**
     * Gathers longs, as {@link #run(float[], int, int[], int, float[], int)}.
     *
     * @param x source
     * @param xOffset its first element
     * @param indices what is chosen
     * @param indexOffset the first index
     * @param y target
     * @param yOffset its first element
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if y overlaps x
     * @throws IndexOutOfBoundsException if an array is too short, an offset negative, or an index out of range
     * @throws IllegalStateException if the engine is closed
     */
    public void run(long[] x, int xOffset, int[] indices, int indexOffset, long[] y, int yOffset) {
        Checks.notNull(x, "x");
        Checks.notNull(y, "y");
        onArrays(x, x.length, xOffset, indices, indexOffset, y, y.length, yOffset, Long.BYTES);
    }

    /**
     * Gathers shorts, such as halves of floats, as {@link #run(float[], int, int[], int, float[], int)}.
     *
     * @param x source
     * @param xOffset its first element
     * @param indices what is chosen
     * @param indexOffset the first index
     * @param y target
     * @param yOffset its first element
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if y overlaps x
     * @throws IndexOutOfBoundsException if an array is too short, an offset negative, or an index out of range
     * @throws IllegalStateException if the engine is closed
     */
    public void run(short[] x, int xOffset, int[] indices, int indexOffset, short[] y, int yOffset) {
        Checks.notNull(x, "x");
        Checks.notNull(y, "y");
        onArrays(x, x.length, xOffset, indices, indexOffset, y, y.length, yOffset, Short.BYTES);
    }

    /**
     * Gathers bytes, as {@link #run(float[], int, int[], int, float[], int)}.
     *
     * @param x source
     * @param xOffset its first element
     * @param indices what is chosen
     * @param indexOffset the first index
     * @param y target
     * @param yOffset its first element
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if y overlaps x
     * @throws IndexOutOfBoundsException if an array is too short, an offset negative, or an index out of range
     * @throws IllegalStateException if the engine is closed
     */
    public void run(byte[] x, int xOffset, int[] indices, int indexOffset, byte[] y, int yOffset) {
        Checks.notNull(x, "x");
        Checks.notNull(y, "y");
        onArrays(x, x.length, xOffset, indices, indexOffset, y, y.length, yOffset, Byte.BYTES);
    }

    private void onArrays(
            Object x,
            int xLength,
            int xOffset,
            int[] indices,
            int indexOffset,
            Object y,
            int yLength,
            int yOffset,
            int bytes) {
        int from = sourceElements();
        int to = targetElements();
        Checks.inside(xLength, xOffset, from, "x", "array");
        Checks.inside(yLength, yOffset, to, "y", "array");
        Checks.disjoint(x, xOffset, 1, from, from, "x", "y", y, yOffset, 1, to, to);
        check(indices, indexOffset);
        GatherRun run = runs.begin();
        try {
            run.source.set(x, xOffset, bytes);
            run.target.set(y, yOffset, bytes);
            run.execute(outer, size, inner, indices, indexOffset, count);
        } finally {
            runs.end(run);
        }
    }

    private void check(int[] indices, int indexOffset) {
        Checks.notNull(indices, "indices");
        Checks.inside(indices.length, indexOffset, count, "index", "array");
        for (int k = 0; k < count; k++) {
            int index = indices[indexOffset + k];
            if (index < -size || index >= size) {
                throw new IndexOutOfBoundsException("indices[" + (indexOffset + k) + "] is " + index
                        + "; it must be from " + -size + " to below " + size);
            }
        }
    }

    /**
     * Gathers elements of 1, 2, 4 or 8 bytes in segments, as {@link #run(float[], int, int[], int, float[], int)}. A segment confined to
     * the calling thread keeps the run there.
     *
     * @param bytes size of an element; offsets count elements
     * @param x source
     * @param xOffset its first element
     * @param indices what is chosen
     * @param indexOffset the first index
     * @param y target, writable
     * @param yOffset its first element
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the size is none of these, y is read-only, or y overlaps x
     * @throws IndexOutOfBoundsException if an array or a segment is too short, an offset negative, or an index out of range
     * @throws IllegalStateException if the engine or a segment is closed
     */
    public void run(
            int bytes, MemorySegment x, long xOffset, int[] indices, int indexOffset, MemorySegment y, long yOffset) {
        int from = sourceElements();
        int to = targetElements();
        Checks.elementBytes(bytes);
        Checks.matrix(x, bytes, xOffset, 1, from, Math.max(1, from), "x");
        Checks.matrix(y, bytes, yOffset, 1, to, Math.max(1, to), "y");
        Checks.writable(y, "y");
        Checks.apart(x, bytes, xOffset, 1, from, from, "x", "y", y, bytes, yOffset, to, to);
        check(indices, indexOffset);
        GatherRun run = runs.begin();
        try {
            run.source.set(x, xOffset, bytes);
            run.target.set(y, yOffset, bytes);
            run.execute(outer, size, inner, indices, indexOffset, count);
        } finally {
            runs.end(run);
        }
    }
}
