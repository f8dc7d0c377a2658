package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.PoolKernel;
import dev.lanewise.engine.packing.Operand;
import dev.lanewise.engine.parallel.Parallel;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.engine.planning.PoolAxis;
import dev.lanewise.engine.planning.PoolShape;

/**
 * Pooling, a row of the output at a time. Neighbouring elements are channels of NHWC and columns of NCHW. Where columns' windows lie further
 * apart than one, those between are computed too, which is faster than one by one. Windows that reach into the padding are cut.
 */
public final class PoolRun extends SplitRun {
    /** Windows computed at a time where only some of them are wanted. */
    private static final int STRIP = 2048;

    private static final PoolKernel KERNEL = Kernels.active().pool();

    /** The images. */
    public final Operand x = new Operand();

    /** Results. */
    public final Operand y = new Operand();

    private final WorkspacePool workspaces;
    private final int threads;
    private PoolAxis height;
    private PoolAxis width;
    private int inner;
    private boolean average;
    private boolean padding;
    private float[] workspace;
    private int partFloats;

    /**
     * Makes a run that can be used again and again, by one caller at a time.
     *
     * @param parallel the threads
     * @param workspaces where rows of segments are copied to
     */
    public PoolRun(Parallel parallel, WorkspacePool workspaces) {
        super(parallel, STRIP);
        this.workspaces = workspaces;
        threads = parallel.threads();
    }

    /**
     * Pools.
     *
     * @param shape sizes
     * @param layout of both images
     * @param mean whether to take averages, not the largest
     * @param countPadding whether padding counts in averages, as zeros
     */
    public void execute(PoolShape shape, Layout layout, boolean mean, boolean countPadding) {
        height = shape.height();
        width = shape.width();
        inner = layout == Layout.NHWC ? shape.channels() : 1;
        average = mean;
        padding = countPadding;
        int planes = shape.batch() * shape.channels() / inner;
        long inputs = x.array() != null ? 0 : (long) height.kernel() * width.in() * inner;
        long outputs = y.array() != null ? 0 : (long) width.out() * inner;
        workspace = workspaces.lease((inputs + outputs) * threads * Float.BYTES);
        partFloats = (int) (inputs + outputs);
        try {
            split(planes * height.out(), shape.inputElements());
        } finally {
            workspaces.release(workspace);
            workspace = null;
        }
    }

    @Override
    void run(int part, int start, int end, float[] scratch) {
        for (int unit = start; unit < end; unit++) {
            row(unit / height.out(), unit % height.out(), unit, part * partFloats, scratch);
        }
    }

    private void row(int plane, int o, int outputRow, int at, float[] scratch) {
        int row = width.in() * inner;
        int outputs = width.out() * inner;
        int first = height.first(o);
        int rows = height.end(o) - first;
        int top = plane * height.in() + height.start(o) + first * height.dilation();
        int staged = y.array() == null ? outputs : 0;
        float[] from = x.array();
        int fromAt = at + staged;
        int rowStep = row;
        if (from == null) {
            from = workspace;
            for (int r = 0; r < rows; r++) {
                x.load(0, (top + r * height.dilation()) * row, 1, row, workspace, fromAt + r * row, row);
            }
        } else {
            fromAt = rows == 0 ? 0 : x.index(0, top * row);
            rowStep = height.dilation() * row;
        }
        float[] to = y.array() == null ? workspace : y.array();
        int toAt = y.array() == null ? at : y.index(0, outputRow * outputs);
        columns(rows, height.padded(o), from, fromAt, rowStep, to, toAt, scratch);
        if (y.array() == null) {
            y.store(0, outputRow * outputs, 1, outputs, workspace, at, outputs);
        }
    }

    private void columns(
            int rows, int paddedRows, float[] from, int at, int rowStep, float[] to, int toAt, float[] scratch) {
        int inside = width.firstInside();
        int end = width.endInside();
        for (int o = 0; o < inside; o++) {
            window(o, rows, paddedRows, from, at, rowStep, to, toAt);
        }
        int stride = width.stride();
        int count = end - inside;
        if (stride == 1 || count <= 1) {
            int left = at + width.start(inside) * inner;
            windows(count * inner, rows, paddedRows, from, left, rowStep, to, toAt + inside * inner);
        } else if (inner == 1) {
            int most = (STRIP - 1) / stride + 1;
            for (int o = inside; o < end; o += most) {
                int some = Math.min(most, end - o);
                int all = (some - 1) * stride + 1;
                if (all > STRIP || stride > rows * width.kernel()) {
                    each(o, some, rows, paddedRows, from, at, rowStep, to, toAt);
                } else {
                    windows(all, rows, paddedRows, from, at + width.start(o), rowStep, scratch, 0);
                    for (int i = 0; i < some; i++) {
                        to[toAt + o + i] = scratch[i * stride];
                    }
                }
            }
        } else {
            each(inside, count, rows, paddedRows, from, at, rowStep, to, toAt);
        }
        for (int o = end; o < width.out(); o++) {
            window(o, rows, paddedRows, from, at, rowStep, to, toAt);
        }
    }

    private void each(
            int first, int count, int rows, int paddedRows, float[] from, int at, int rowStep, float[] to, int toAt) {
        for (int o = first; o < first + count; o++) {
            window(o, rows, paddedRows, from, at, rowStep, to, toAt);
        }
    }

    /** Windows that lie inside the columns of the image. */
    private void windows(
            int count, int rows, int paddedRows, float[] from, int left, int rowStep, float[] to, int toAt) {
        int cols = width.kernel();
        int colStep = width.dilation() * inner;
        if (average) {
            float divisor = (float) (padding ? paddedRows : rows) * cols;
            KERNEL.average(rows, cols, count, from, left, rowStep, colStep, divisor, to, toAt);
        } else {
            KERNEL.max(rows, cols, count, from, left, rowStep, colStep, to, toAt);
        }
    }

    /** The windows of one column of the output, of all channels that are neighbours. */
    private void window(int o, int rows, int paddedRows, float[] from, int at, int rowStep, float[] to, int toAt) {
        int first = width.first(o);
        int cols = width.end(o) - first;
        int colStep = width.dilation() * inner;
        int left = at + (width.start(o) + first * width.dilation()) * inner;
        int target = toAt + o * inner;
        if (average) {
            float divisor = padding ? (float) paddedRows * width.padded(o) : (float) rows * cols;
            KERNEL.average(rows, cols, inner, from, left, rowStep, colStep, divisor, to, target);
        } else {
            KERNEL.max(rows, cols, inner, from, left, rowStep, colStep, to, target);
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
