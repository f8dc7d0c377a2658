package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.BlendKernel;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.packing.Operand;
import dev.lanewise.engine.parallel.Parallel;

/** Resizing of images, a row of the output at a time: rows of the input are blended in workspace, then the columns of that row. */
public final class ResizeRun extends SplitRun {
    private static final BlendKernel KERNEL = Kernels.active().blend();

    /** The images. */
    public final Operand x = new Operand();

    /** Results. */
    public final Operand y = new Operand();

    private final WorkspacePool workspaces;
    private final int threads;
    private ResizeAxis vertical;
    private ResizeAxis horizontal;
    private int inner;
    private float[] workspace;
    private int partFloats;

    /**
     * Makes a run that can be used again and again, by one caller at a time.
     *
     * @param parallel the threads
     * @param workspaces where rows are blended
     */
    public ResizeRun(Parallel parallel, WorkspacePool workspaces) {
        super(parallel, 0);
        this.workspaces = workspaces;
        threads = parallel.threads();
    }

    /**
     * Resizes.
     *
     * @param planes how many images or channels there are
     * @param rows what happens to rows
     * @param cols what happens to columns
     * @param neighbours elements of a pixel
     */
    public void execute(int planes, ResizeAxis rows, ResizeAxis cols, int neighbours) {
        vertical = rows;
        horizontal = cols;
        inner = neighbours;
        int blended = cols.in() * neighbours;
        int staged = x.array() != null ? 0 : rows.taps() * blended;
        int results = y.array() != null ? 0 : cols.out() * neighbours;
        partFloats = blended + staged + results;
        workspace = workspaces.lease((long) partFloats * threads * Float.BYTES);
        try {
            split(planes * rows.out(), (long) planes * rows.out() * cols.out() * neighbours);
        } finally {
            workspaces.release(workspace);
            workspace = null;
        }
    }

    @Override
    void run(int part, int start, int end, float[] scratch) {
        for (int unit = start; unit < end; unit++) {
            row(unit, part * partFloats);
        }
    }

    private void row(int unit, int at) {
        int first = unit / vertical.out() * vertical.in();
        int tap = unit % vertical.out() * vertical.taps();
        int length = horizontal.in() * inner;
        boolean copied = x.array() == null;
        float[] from = copied ? workspace : x.array();
        int staged = at + length;
        int fromAt = source(first, tap, 0, length, staged);
        if (vertical.taps() > 1) {
            int second = source(first, tap, 1, length, staged);
            float[] weights = vertical.weights();
            if (vertical.taps() == 2) {
                KERNEL.two(length, from, fromAt, second, weights, tap, workspace, at);
            } else {
                int third = source(first, tap, 2, length, staged);
                int fourth = source(first, tap, 3, length, staged);
                KERNEL.four(length, from, fromAt, second, third, fourth, weights, tap, workspace, at);
            }
            from = workspace;
            fromAt = at;
        }
        int results = horizontal.out() * inner;
        if (y.array() != null) {
            columns(from, fromAt, y.array(), y.index(0, unit * results));
        } else {
            int to = at + partFloats - results;
            columns(from, fromAt, workspace, to);
            y.store(0, unit * results, 1, results, workspace, to, results);
        }
    }

    /** Where a row of the input is to be found, after it was copied if it lies in a segment. */
    private int source(int first, int tap, int number, int length, int staged) {
        int row = (first + vertical.indices()[tap + number]) * length;
        if (x.array() != null) {
            return x.index(0, row);
        }
        int to = staged + number * length;
        x.load(0, row, 1, length, workspace, to, length);
        return to;
    }

    private void columns(float[] from, int at, float[] to, int toAt) {
        int taps = horizontal.taps();
        int[] indices = horizontal.indices();
        float[] weights = horizontal.weights();
        if (inner == 1) {
            pixels(taps, horizontal.out(), from, at, indices, weights, to, toAt);
            return;
        }
        for (int o = 0; o < horizontal.out(); o++) {
            int tap = o * taps;
            int target = toAt + o * inner;
            int first = at + indices[tap] * inner;
            if (taps == 1) {
                System.arraycopy(from, first, to, target, inner);
            } else if (taps == 2) {
                KERNEL.two(inner, from, first, at + indices[tap + 1] * inner, weights, tap, to, target);
            } else {
                int second = at + indices[tap + 1] * inner;
                int third = at + indices[tap + 2] * inner;
                int fourth = at + indices[tap + 3] * inner;
                KERNEL.four(inner, from, first, second, third, fourth, weights, tap, to, target);
            }
        }
    }

    /** Single numbers, with the arithmetic of the kernel: their sources lie anywhere, and vectors are no faster at that. */
    private static void pixels(
            int taps, int out, float[] from, int at, int[] indices, float[] weights, float[] to, int toAt) {
        if (taps == 1) {
            for (int o = 0; o < out; o++) {
                to[toAt + o] = from[at + indices[o]];
            }
        } else if (taps == 2) {
            for (int o = 0; o < out; o++) {
                float product = weights[2 * o] * from[at + indices[2 * o]];
                to[toAt + o] = Math.fma(weights[2 * o + 1], from[at + indices[2 * o + 1]], product);
            }
        } else {
            for (int o = 0; o < out; o++) {
                int tap = 4 * o;
                float sum = weights[tap] * from[at + indices[tap]];
                sum = Math.fma(weights[tap + 1], from[at + indices[tap + 1]], sum);
                sum = Math.fma(weights[tap + 2], from[at + indices[tap + 2]], sum);
                to[toAt + o] = Math.fma(weights[tap + 3], from[at + indices[tap + 3]], sum);
            }
        }
    }

    @Override
    boolean isConfined() {
        return isConfined(x) || isConfined(y);
    }

    @Override
    public void clear() {
        x.clear();
        y.clear();
    }
}
