package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.DepthwisePlane;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.planning.DepthwiseBlocks;
import dev.lanewise.engine.planning.TapAxis;
import java.util.Arrays;

/**
 * 3×3 sums of planes whose outputs lie at every pixel of the input, or every second. The kernels take care of the columns beside
 * the image, so the input is read where it is; rows at the upper and lower edge, and small planes at once, are copied with rows
 * of zeros.
 */
final class Depthwise3x3Planes {
    /** Pixels of an output plane up to which a copy costs less than kernels for the rows at the upper and at the lower edge. */
    private static final int SMALL = 1024;

    private static final DepthwisePlane KERNEL = Kernels.active().depthwisePlane();

    private final TapAxis down;
    private final TapAxis across;
    private final float[] weights;
    /** Where rows start, as the kernel for stride 1 wants it; null for stride 2. */
    private final int[] edges;

    Depthwise3x3Planes(DepthwiseBlocks blocks, TapAxis down, TapAxis across, float[] weights) {
        this.down = down;
        this.across = across;
        this.weights = weights;
        edges = down.stride() == 1 ? edges(blocks.rows(), across.in()) : null;
    }

    private static int[] edges(int rows, int width) {
        int[] edges = new int[rows * width + 1];
        Arrays.setAll(edges, i -> i % width == 0 ? 0 : -1);
        return edges;
    }

    /**
     * Some rows of an output plane.
     *
     * @param from first pixel of the input plane
     * @param at workspace for the rows of the input
     */
    void rows(
            float[] input,
            int from,
            int channel,
            int first,
            int end,
            float[] workspace,
            int at,
            float[] y,
            int yAt,
            int yRow) {
        int width = across.in();
        int margin = DepthwiseBlocks.MARGIN;
        // rows that can be read with what lies around them
        int firstSafe = Math.ceilDiv(Math.max(0, margin - from), width);
        int endSafe = Math.min(down.in(), (input.length - margin - from) / width);
        boolean small = (end - first) * across.out() <= SMALL;
        int row = first;
        while (row < end) {
            int origin = down.origin(row);
            boolean inside = !small && origin >= firstSafe && origin + 3 <= endSafe;
            int rows = small ? end - row : inside ? Math.min(end - row, (endSafe - 3 - origin) / down.stride() + 1) : 1;
            int x = from + origin * width;
            if (!inside) {
                x = at + margin;
                copy(input, from, origin, down.reach(rows), workspace, x);
            }
            sums(rows, inside ? input : workspace, x, channel * 9, y, yAt + (row - first) * yRow, yRow);
            row += rows;
        }
    }

    private void sums(int rows, float[] x, int at, int w, float[] y, int to, int yRow) {
        int width = across.in();
        if (down.stride() == 1) {
            KERNEL.same3x3(x, at + width, width, edges, weights, w, y, to, rows * width);
        } else {
            KERNEL.half3x3(rows, across.out(), x, at, width, across.pad(), weights, w, y, to, yRow);
        }
    }

    /** Rows of the image, and zeros above and below it. */
    private void copy(float[] input, int from, int origin, int rows, float[] target, int at) {
        int width = across.in();
        int above = Math.clamp(-origin, 0, rows);
        int first = origin + above;
        int count = Math.clamp(down.in() - first, 0, rows - above);
        int copied = at + above * width;
        int after = copied + count * width;
        Arrays.fill(target, at, copied, 0f);
        if (count > 0) {
            System.arraycopy(input, from + first * width, target, copied, count * width);
        }
        Arrays.fill(target, after, at + rows * width, 0f);
    }
}
