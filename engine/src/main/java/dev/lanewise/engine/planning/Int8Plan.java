package dev.lanewise.engine.planning;

import java.util.Locale;

/**
 * How a product of 8-bit numbers will be computed. Results are exact, so no bit depends on it.
 *
 * @param m rows of C
 * @param n columns of C
 * @param k length of the sums
 * @param rows rows of a block of C, all of whose A is packed at a time if {@code keepsA}
 * @param kc length of the sums that one visit to C adds
 * @param nc columns of a block of C, whole strips
 * @param slice rows of A that run through a block of B before the next
 * @param keepsA whether a block of A stays packed for all columns
 * @param inRegisters whether weights are widened in registers, else block by block in the workspace
 * @param parts pieces of C that threads take
 * @param byColumns whether pieces are columns of C, else rows
 * @param workspaceBytes workspace of one run, all threads; 0 where the threads' own scratch does
 */
public record Int8Plan(
        int m,
        int n,
        int k,
        int rows,
        int kc,
        int nc,
        int slice,
        boolean keepsA,
        boolean inRegisters,
        int parts,
        boolean byColumns,
        long workspaceBytes) {

    /**
     * One line for humans.
     *
     * @return how weights are widened, blocks, split and workspace
     */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "INT8 rows=%d kc=%d nc=%d, weights widened %s, %s, workspace %.1f KiB: %d×%d×%d",
                rows,
                kc,
                nc,
                inRegisters ? "in registers" : "block by block",
                parts == 1 ? "1 thread" : parts + " parts by " + (byColumns ? "columns" : "rows"),
                workspaceBytes / 1024.0,
                m,
                n,
                k);
    }
}
