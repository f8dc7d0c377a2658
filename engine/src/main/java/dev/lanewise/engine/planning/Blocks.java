package dev.lanewise.engine.planning;

import dev.lanewise.engine.kernels.Kernels;

/** Block sizes on their way to fit a workspace limit. */
record Blocks(LoopOrder order, int mc, int kc, int nc, boolean directA, boolean prepacked, boolean blockC) {
    private static final int SMALLEST_KC = 64;

    /** Floats of a cache line: each thread's part starts on one. */
    private static final int LINE = 16;

    /** Floats of workspace that one thread needs for its part of C. */
    long floats(int rows, int cols) {
        long lanes = Kernels.active().lanes();
        boolean whole = order == LoopOrder.GEPP;
        long packedRows = (long) Math.min(whole ? rows : mc, rows) + Kernels.PANEL_ROWS;
        long packedCols = (Math.min(whole ? cols : nc, cols) + lanes - 1) / lanes * lanes;
        long a = directA ? 0 : packedRows * kc;
        long b = prepacked ? 0 : packedCols * kc;
        long c = blockC ? packedRows * packedCols : 0;
        return (a + b + c + LINE - 1) / LINE * LINE + LINE;
    }

    boolean canShrink(int lanes) {
        return order == LoopOrder.GEPP || mc > 12 || nc > 8 * lanes;
    }

    /** The next smaller blocks: first whole panels are given up, then the larger side is halved. */
    Blocks shrunk(int lanes) {
        if (order == LoopOrder.GEPP) {
            return new Blocks(LoopOrder.GEBP, mc, kc, nc, directA, prepacked, blockC);
        }
        boolean halveColumns = nc > 8 * lanes && (nc >= mc || mc <= 12);
        return halveColumns
                ? new Blocks(
                        order,
                        mc,
                        kc,
                        Math.max(8 * lanes, nc / 2 / (8 * lanes) * (8 * lanes)),
                        directA,
                        prepacked,
                        blockC)
                : new Blocks(order, Math.max(12, mc / 2 / 12 * 12), kc, nc, directA, prepacked, blockC);
    }

    /** Blocks that the scratch of every thread holds. */
    Blocks smallest(int lanes) {
        int smallKc = prepacked ? kc : Math.min(kc, SMALLEST_KC);
        return new Blocks(order, Kernels.PANEL_ROWS, smallKc, 2 * lanes, directA, prepacked, blockC);
    }
}
