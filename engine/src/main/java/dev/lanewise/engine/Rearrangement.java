package dev.lanewise.engine;

import dev.lanewise.engine.drivers.CopyPlan;
import dev.lanewise.engine.drivers.CopyRun;
import java.lang.foreign.MemorySegment;

/**
 * A prepared movement of the elements of a tensor to their places in another; made by {@link DataMovement}. Elements are of any
 * primitive type and keep every bit. Tensors are dense and row-major.
 *
 * <p>Source and target share no element. What the target has beside the elements that are written stays as it is. A rearrangement is
 * immutable and may run in many threads at once; once warm, a run allocates nothing.
 */
public final class Rearrangement {
    private final Runs<CopyRun> runs;
    private final CopyPlan plan;
    private final int sourceElements;
    private final int[] targetShape;
    private final int targetElements;

    Rearrangement(Runs<CopyRun> runs, CopyPlan plan, int sourceElements, int[] targetShape) {
        this.runs = runs;
        this.plan = plan;
        this.sourceElements = sourceElements;
        this.targetShape = targetShape.clone();
        targetElements = ShapeChecks.elements(targetShape, "the result's shape");
    }

    /**
     * Elements that a source must have.
     *
     * @return at least 0
     */
    public int sourceElements() {
        return sourceElements;
    }

    /**
     * Elements that a target must have.
     *
     * @return at least 0
     */
    public int targetElements() {
        return targetElements;
    }

    /**
     * Sizes of the target, outermost first.
     *
     * @return a new array
     */
    public int[] targetShape() {
        return targetShape.clone();
    }

    /**
     * Moves fp32 numbers.
     *
     * @param x source
     * @param xOffset its first element
     * @param y target
     * @param yOffset its first element
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if y overlaps x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void run(float[] x, int xOffset, float[] y, int yOffset) {
        Checks.notNull(x, "x");
        Checks.notNull(y, "y");
        onArrays(x, x.length, xOffset, y, y.length, yOffset, Float.BYTES);
    }

    /**
     * Moves ints, as {@link #run(float[], int, float[], int)}.
     *
     * @param x source
     * @param xOffset its first element
     * @param y target
     * @param yOffset its first element
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if y overlaps x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void run(int[] x, int xOffset, int[] y, int yOffset) {
        Checks.notNull(x, "x");
        Checks.notNull(y, "y");
        onArrays(x, x.length, xOffset, y, y.length, yOffset, Integer.BYTES);
    }

    /**
     * Moves longs, as {@link #run(float[], int, float[], int)}.
     *
     * @param x source
     * @param xOffset its first element
     * @param y target
     * @param yOffset its first element
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if y overlaps x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void run(long[] x, int xOffset, long[] y, int yOffset) {
        Checks.notNull(x, "x");
        Checks.notNull(y, "y");
        onArrays(x, x.length, xOffset, y, y.length, yOffset, Long.BYTES);
    }

    /**
     * Moves shorts, such as halves of floats, as {@link #run(float[], int, float[], int)}.
     *
     * @param x source
     * @param xOffset its first element
     * @param y target
     * @param yOffset its first element
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if y overlaps x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void run(short[] x, int xOffset, short[] y, int yOffset) {
        Checks.notNull(x, "x");
        Checks.notNull(y, "y");
        onArrays(x, x.length, xOffset, y, y.length, yOffset, Short.BYTES);
    }

    /**
     * Moves bytes, as {@link #run(float[], int, float[], int)}.
     *
     * @param x source
     * @param xOffset its first element
     * @param y target
     * @param yOffset its first element
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if y overlaps x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void run(byte[] x, int xOffset, byte[] y, int yOffset) {
        Checks.notNull(x, "x");
        Checks.notNull(y, "y");
        onArrays(x, x.length, xOffset, y, y.length, yOffset, Byte.BYTES);
    }

    private void onArrays(Object x, int xLength, int xOffset, Object y, int yLength, int yOffset, int bytes) {
        Checks.inside(xLength, xOffset, sourceElements, "x", "array");
        Checks.inside(yLength, yOffset, targetElements, "y", "array");
        Checks.disjoint(
                x, xOffset, 1, sourceElements, sourceElements, "x", "y", y, yOffset, 1, targetElements, targetElements);
        CopyRun run = runs.begin();
        try {
            run.source.set(x, xOffset, bytes);
            run.target.set(y, yOffset, bytes);
            run.execute(plan);
        } finally {
            runs.end(run);
        }
    }

    /**
     * Moves elements of 1, 2, 4 or 8 bytes between segments, as {@link #run(float[], int, float[], int)}. A segment confined to the
     * calling thread keeps the run there.
     *
     * @param bytes size of an element; offsets count elements
     * @param x source
     * @param xOffset its first element
     * @param y target, writable
     * @param yOffset its first element
     * @throws NullPointerException if a segment is null
     * @throws IllegalArgumentException if the size is none of these, y is read-only, or y overlaps x
     * @throws IndexOutOfBoundsException if a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed
     */
    public void run(int bytes, MemorySegment x, long xOffset, MemorySegment y, long yOffset) {
        Checks.elementBytes(bytes);
        Checks.matrix(x, bytes, xOffset, 1, sourceElements, Math.max(1, sourceElements), "x");
        Checks.matrix(y, bytes, yOffset, 1, targetElements, Math.max(1, targetElements), "y");
        Checks.writable(y, "y");
        Checks.apart(
                x,
                bytes,
                xOffset,
                1,
                sourceElements,
                sourceElements,
                "x",
                "y",
                y,
                bytes,
                yOffset,
                targetElements,
                targetElements);
        CopyRun run = runs.begin();
        try {
            run.source.set(x, xOffset, bytes);
            run.target.set(y, yOffset, bytes);
            run.execute(plan);
        } finally {
            runs.end(run);
        }
    }
}
