package dev.lanewise.engine.planning;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.PairedPanels;
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
 * @param paired whether products are computed by {@link PairedPanels}
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
        boolean paired,
        int parts,
        boolean byColumns,
        long workspaceBytes) {

    private static final int LINE = 16;

    /**
     * Elements of a row of A that are packed at a time, with what a kernel adds.
     *
     * @return rows of micro-panels
     */
    public int packedDepth() {
        return keepsA ? startOfA(k) : depth(kc);
    }

    /**
     * Where a block of A starts in what is packed of a row.
     *
     * @param first its first element, a multiple of kc, or k
     * @return elements of the row before it, with what a kernel adds
     */
    public int startOfA(int first) {
        return paired ? (first + kc - 1) / kc * depth(kc) : first;
    }

    /**
     * Rows of a micro-panel.
     *
     * @param length length of the sums
     * @return rows, with what a kernel adds
     */
    public int depth(int length) {
        return paired ? PairedPanels.stride(length) : length;
    }

    /**
     * Floats of a block of A.
     *
     * @return whole cache lines
     */
    public int floatsOfA() {
        return (paddedRows() * packedDepth() + LINE - 1) / LINE * LINE;
    }

    /**
     * Floats of a block of B.
     *
     * @return whole cache lines
     */
    public int floatsOfB() {
        return inRegisters ? 0 : (depth(kc) * nc + LINE - 1) / LINE * LINE;
    }

    /**
     * Floats of a block of C.
     *
     * @return whole cache lines
     */
    public int floatsOfC() {
        return (paddedRows() * nc + LINE - 1) / LINE * LINE;
    }

    /** Rows of a block with what the last micro-panel lacks. */
    private int paddedRows() {
        return rows + Kernels.PANEL_ROWS - 1;
    }

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
                inRegisters ? "in registers" : paired ? "block by block, products in pairs" : "block by block",
                parts == 1 ? "1 thread" : parts + " parts by " + (byColumns ? "columns" : "rows"),
                workspaceBytes / 1024.0,
                m,
                n,
                k);
    }
}
