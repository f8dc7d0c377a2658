package dev.lanewise.engine;

import dev.lanewise.engine.drivers.PoolRun;
import dev.lanewise.engine.drivers.WorkspacePool;
import dev.lanewise.engine.parallel.Parallel;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.engine.planning.PoolShape;
import java.lang.foreign.MemorySegment;

/**
 * Pooling of images; had from {@link Engine#pooling}. Safe to use from many threads at once; once warm, a run allocates nothing.
 *
 * <p>Images are dense, {@code [batch][channel][row][column]} or {@code [batch][row][column][channel]}; input and output share no
 * element. Bits do not depend on the number of threads, the layout or where images lie. Segments take workspace: for each thread the
 * kernel's rows of the input and one of the output. {@link Reductions} computes global averages and largest elements.
 */
public final class Pooling {
    private final Runs<PoolRun> runs;

    Pooling(Parallel parallel, WorkspacePool workspaces, Usage usage) {
        runs = new Runs<>(usage, () -> new PoolRun(parallel, workspaces));
    }

    /**
     * The largest element of each window; padding is −∞, so a window that lies in it altogether has that. NaN if an element is, and −0 is
     * below +0.
     *
     * @param shape sizes of images, windows and padding
     * @param layout of input and output
     * @param x input
     * @param xOffset its first element
     * @param y output
     * @param yOffset its first element
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if y overlaps x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void max(PoolShape shape, Layout layout, float[] x, int xOffset, float[] y, int yOffset) {
        check(shape, layout, x, xOffset, y, yOffset);
        PoolRun run = runs.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            run.execute(shape, layout, false, false);
        } finally {
            runs.end(run);
        }
    }

    /**
     * The largest elements on segments of fp32 in native byte order, as
     * {@link #max(PoolShape, Layout, float[], int, float[], int)}. A segment confined to the calling thread keeps the run there.
     *
     * @param shape sizes of images, windows and padding
     * @param layout of input and output
     * @param x input
     * @param xOffset its first element
     * @param y output, writable
     * @param yOffset its first element
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if y is read-only or y overlaps x
     * @throws IndexOutOfBoundsException if a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed, or the workspace limit is too small
     */
    public void max(PoolShape shape, Layout layout, MemorySegment x, long xOffset, MemorySegment y, long yOffset) {
        check(shape, layout, x, xOffset, y, yOffset);
        PoolRun run = runs.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            run.execute(shape, layout, false, false);
        } finally {
            runs.end(run);
        }
    }

    /**
     * The average of each window: elements are added row by row and the sum is divided by their number, so that
     * {@code |error| ≤ γ(n)·Σ|x|/n} for n elements, with {@code γ(t) = t·2⁻²⁴/(1 − t·2⁻²⁴)}. Only elements inside the image count, or those of
     * the padding too, as zeros; what a window has beyond the padding never counts. The average of no element is NaN; NaN and infinities
     * propagate.
     *
     * @param shape sizes of images, windows and padding
     * @param layout of input and output
     * @param countPadding whether padding counts
     * @param x input
     * @param xOffset its first element
     * @param y output
     * @param yOffset its first element
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if y overlaps x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void average(
            PoolShape shape, Layout layout, boolean countPadding, float[] x, int xOffset, float[] y, int yOffset) {
        check(shape, layout, x, xOffset, y, yOffset);
        PoolRun run = runs.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            run.execute(shape, layout, true, countPadding);
        } finally {
            runs.end(run);
        }
    }

    /**
     * Averages on segments of fp32 in native byte order, as
     * {@link #average(PoolShape, Layout, boolean, float[], int, float[], int)}. A segment confined to the calling thread keeps the run there.
     *
     * @param shape sizes of images, windows and padding
     * @param layout of input and output
     * @param countPadding whether padding counts
     * @param x input
     * @param xOffset its first element
     * @param y output, writable
     * @param yOffset its first element
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if y is read-only or y overlaps x
     * @throws IndexOutOfBoundsException if a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed, or the workspace limit is too small
     */
    public void average(
            PoolShape shape,
            Layout layout,
            boolean countPadding,
            MemorySegment x,
            long xOffset,
            MemorySegment y,
            long yOffset) {
        check(shape, layout, x, xOffset, y, yOffset);
        PoolRun run = runs.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            run.execute(shape, layout, true, countPadding);
        } finally {
            runs.end(run);
        }
    }

    private static void check(PoolShape shape, Layout layout, float[] x, int xOffset, float[] y, int yOffset) {
        Checks.notNull(shape, "shape");
        Checks.notNull(layout, "layout");
        int inputs = shape.inputElements();
        int outputs = shape.outputElements();
        Checks.apart(x, xOffset, inputs, y, yOffset, outputs);
    }

    private static void check(
            PoolShape shape, Layout layout, MemorySegment x, long xOffset, MemorySegment y, long yOffset) {
        Checks.notNull(shape, "shape");
        Checks.notNull(layout, "layout");
        int inputs = shape.inputElements();
        int outputs = shape.outputElements();
        Checks.apart(x, xOffset, inputs, y, yOffset, outputs);
    }
}
