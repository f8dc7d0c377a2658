package dev.lanewise.engine.planning;

import java.util.Locale;

/**
 * How a product will be computed, and why. Equal shapes on equal machines get equal plans; under one plan the bits do not
 * depend on the number of threads.
 *
 * @param shape the product
 * @param path what computes it
 * @param order loop order of the packed path
 * @param mc rows of a block of A
 * @param kc length of the sums between two visits to C
 * @param nc columns of a block of B
 * @param rowSlice rows that run through all columns of a block before the next: a whole block, or what L1 holds
 * @param directA whether A is read as it lies instead of packed
 * @param parts pieces of C that threads take
 * @param byColumns whether pieces are columns of C, else rows
 * @param blockC whether C is kept in a block of the workspace until it is complete
 * @param workspaceBytes workspace of one run, all threads
 * @param microKernel the tile that does most of the work
 * @param reason why this path and order
 */
public record GemmPlan(
        GemmShape shape,
        GemmPath path,
        LoopOrder order,
        int mc,
        int kc,
        int nc,
        int rowSlice,
        boolean directA,
        int parts,
        boolean byColumns,
        boolean blockC,
        long workspaceBytes,
        String microKernel,
        String reason) {

    /**
     * Rows of op(A) that are packed at a time: a block, or for GEPP and GEPB a panel.
     *
     * @param rows rows of the part of C
     * @return rows
     */
    public int packedRows(int rows) {
        return order == LoopOrder.GEPP ? rows : Math.min(rows, mc);
    }

    /**
     * Columns of op(B) that are packed at a time.
     *
     * @param cols columns of the part of C
     * @return columns
     */
    public int packedCols(int cols) {
        return order == LoopOrder.GEPP ? cols : Math.min(cols, nc);
    }

    /**
     * One line for humans.
     *
     * @return path, order, blocks, micro-kernel, split, workspace and the reason
     */
    @Override
    public String toString() {
        String blocks = path == GemmPath.PACKED
                ? String.format(Locale.ROOT, " %s mc=%d kc=%d nc=%d%s", order, mc, kc, nc, directA ? " A in place" : "")
                : "";
        String split = parts == 1
                ? "1 thread"
                : String.format(Locale.ROOT, "%d parts by %s", parts, byColumns ? "columns" : "rows");
        return String.format(
                Locale.ROOT,
                "%s%s, micro-kernel %s, %s, workspace %.1f KiB: %d×%d×%d %s",
                path,
                blocks,
                microKernel,
                split,
                workspaceBytes / 1024.0,
                shape.m(),
                shape.n(),
                shape.k(),
                reason);
    }
}
