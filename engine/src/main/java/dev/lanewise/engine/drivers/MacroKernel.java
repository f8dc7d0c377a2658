package dev.lanewise.engine.drivers;

import static dev.lanewise.engine.kernels.Kernels.MOST_VECTORS;
import static dev.lanewise.engine.kernels.Kernels.PANEL_ROWS;

import dev.lanewise.engine.kernels.EpilogueKernel;
import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.SgemmPackingTile;
import dev.lanewise.engine.kernels.SgemmRowTile;
import dev.lanewise.engine.kernels.SgemmTile;
import dev.lanewise.engine.packing.LoosePanels;
import dev.lanewise.engine.packing.PanelPacker;
import java.lang.foreign.MemorySegment;

/**
 * The two inner loops of GEMM: jr over micro-panels of B, ir over micro-panels of A. It multiplies a packed block of A by a
 * packed block of B into a block of C in an array, tile by tile, and applies the epilogue while C is hot.
 *
 * <p>A tile is written to C directly where it lies wholly inside C and C is just replaced or added to; else it goes through
 * a scratch tile. The bits are the same.
 */
final class MacroKernel {
    /** Micro-panels of B between two visits of the rows: what they make of C is hot when the epilogue comes. */
    private static final int GROUP = 8;

    /** Elements of a group of micro-panels of B that leaves room for more in L1: it stays there while A is read once. */
    private static final int HOT_B = 4096;

    /** Elements of the smallest pages in use. */
    private static final int PAGE = 1024;

    private static final int MOST_ROWS = 12;

    private static final Kernels KERNELS = Kernels.active();

    // constants to C2: no division is left where they divide
    private static final int LANES = KERNELS.lanes();

    private static final SgemmPackingTile PACKING = KERNELS.packingTile();

    private static final EpilogueKernel EPILOGUE = KERNELS.epilogue();

    private final float[] scratch = new float[Math.max(MOST_ROWS * 2, 2 * MOST_VECTORS) * LANES];

    // what a run sets
    /** Whether groups of micro-panels are visited from the last to the first. */
    boolean backwards;

    private float alpha;
    private float beta;
    private EpilogueSpec epilogue;
    /** The epilogue whose bias may be added to the products, or null. */
    private EpilogueSpec bias;

    private float[] c;
    private int ldc;

    // what a block sets: where its operands start, and what is added to the products, C, a bias or nothing
    private int kc;
    private float[] a;
    private int atA;
    /** Elements from one row of A to the next where A is read as it lies, else 0. */
    private int lda;

    private float[] b;
    private MemorySegment mappedB;
    /** Micro-panels of B that are not packed, or null. */
    private LoosePanels loose;

    private long atB;
    private int atC;
    private float[] addend;
    private int atD;
    private float addendScale;
    private int addendRow;
    private int addendColumn;

    void begin(float scaleAb, float scaleC, EpilogueSpec spec) {
        alpha = scaleAb;
        beta = scaleC;
        epilogue = spec;
        bias = null;
    }

    /**
     * C is replaced. The bias of an epilogue that has but one, and no scale, is added as C is written, where the first products
     * are the last: the same bits.
     */
    void beginWithBias(EpilogueSpec spec) {
        begin(1, 0, spec);
        if (spec.bias() != null) {
            bias = spec;
        }
    }

    /** Forgets the arrays, so that a pooled kernel keeps nothing alive. */
    void end() {
        epilogue = null;
        bias = null;
        addend = null;
        a = null;
        b = null;
        c = null;
        mappedB = null;
        loose = null;
    }

    /** Chooses where the tiles go. */
    void target(float[] array, int leading) {
        c = array;
        ldc = leading;
    }

    /**
     * Chooses where the operands come from: A from micro-panels, or with a leading dimension as it lies; B from one of array
     * and segment.
     */
    void source(float[] arrayA, int leadingA, float[] packedB, MemorySegment segmentB) {
        a = arrayA;
        lda = leadingA;
        b = packedB;
        mappedB = segmentB;
    }

    /** Says which micro-panels of the next block of B have yet to be packed, null for none. C is replaced or added to, as it is. */
    void loose(LoosePanels panels) {
        loose = panels;
    }

    /**
     * Multiplies a block. Offsets into B are elements of the array or bytes of the segment.
     *
     * @param isFirst whether these are the first products of C, so that beta applies
     * @param isLast whether they are the last, so that the epilogue applies
     * @param row0 row of the whole C where the block starts, for the epilogue
     * @param col0 column of the whole C where the block starts
     */
    void multiply(
            int rows,
            int cols,
            int depth,
            int aOffset,
            long bOffset,
            int cOffset,
            boolean isFirst,
            boolean isLast,
            int row0,
            int col0) {
        kc = depth;
        atA = aOffset;
        atB = bOffset;
        atC = cOffset;
        EpilogueSpec rest = chooseAddend(isFirst, isLast, row0, col0);
        int quadRows = rows - rows % PANEL_ROWS;
        if (PanelPacker.panelHeight(rows % PANEL_ROWS) == PANEL_ROWS) {
            quadRows = rows;
        }
        int step = GROUP * LANES;
        int last = (cols - 1) / step * step;
        for (int done = 0; done < cols; done += step) {
            int col = backwards ? last - done : done;
            int width = Math.min(cols - col, step);
            if (lda > 0) {
                rows(rows, col, width);
            } else {
                strip(quadRows, col, width);
                if (quadRows < rows) {
                    remainder(quadRows, rows - quadRows, col, width);
                }
            }
            if (isLast) {
                EPILOGUE.apply(rest, c, atC + col, ldc, rows, width, row0, col0 + col);
            }
        }
    }

    /** Says what is added to the products of a block, and returns what is left of the epilogue. */
    private EpilogueSpec chooseAddend(boolean isFirst, boolean isLast, int row0, int col0) {
        addendScale = isFirst ? beta : 1;
        if (addendScale != 0) {
            addend = c;
            atD = atC;
            addendRow = ldc;
            addendColumn = 1;
        } else if (bias != null && isLast) {
            addend = bias.biasVectors();
            addendScale = 1;
            addendRow = bias.biasRow();
            addendColumn = bias.biasColumn();
            atD = row0 * addendRow + col0 * addendColumn;
            return bias.withoutBias();
        } else {
            addend = null;
        }
        return epilogue;
    }

    // rows and columns are counted in the block from here on

    private int indexC(int row, int col) {
        return atC + row * ldc + col;
    }

    private int indexD(int row, int col) {
        return atD + row * addendRow + col * addendColumn;
    }

    /** Where a micro-panel of B starts: an element or a byte. */
    private long panel(int col) {
        return atB + (long) col / LANES * panelStride();
    }

    /** Elements or bytes from one micro-panel of B to the next. */
    private int panelStride() {
        return kc * LANES * (b == null ? Float.BYTES : 1);
    }

    /** The first rows, in micro-panels of four, times a group of micro-panels of B, as many of these at a time as the tiles take. */
    private void strip(int rows, int firstCol, int cols) {
        SgemmTile[] wide = KERNELS.wide();
        int step = wide[0].vectors() * LANES;
        int done = 0;
        for (; done + step <= cols; done += step) {
            int col = firstCol + done;
            readAhead(panel(col + step), step / LANES * panelStride());
            int row = loose != null && loose.holds(col / LANES) ? packing(col) : 0;
            column(wide, row, rows, col, step);
        }
        for (; done < cols; done += LANES) {
            column(KERNELS.narrow(), 0, rows, firstCol + done, Math.min(LANES, cols - done));
        }
    }

    /** A tile of the first rows that packs its micro-panels of B. Returns how many rows it takes. */
    private int packing(int col) {
        int panel = col / LANES;
        PACKING.multiply(
                kc,
                a,
                atA,
                loose.source(),
                loose.at(panel),
                loose.at(panel + 1),
                loose.taps(),
                loose.tap(),
                b,
                (int) panel(col),
                panelStride(),
                addend,
                indexD(0, col),
                addendRow,
                c,
                indexC(0, col),
                ldc);
        return PACKING.rows();
    }

    /**
     * Reads one element in each page of the micro-panels that come next, so that their translation is there, and what prefetches in the
     * processor, which stops at the end of a page, is on its way. Weights from memory, 16×1536×384 on a Zen 4 with pages of 4 KiB:
     * 244 µs instead of 307; no difference where they come from a cache.
     */
    private void readAhead(long from, int count) {
        if (b != null) {
            float sum = 0;
            for (int at = (int) from; at < Math.min(b.length, from + count); at += PAGE) {
                sum += b[at];
            }
            // read by nobody: it keeps the loads
            scratch[0] = sum;
        }
    }

    /** The loop ir: tiles one below the other from a row on, the tallest first. */
    private void column(SgemmTile[] tiles, int firstRow, int rows, int col, int cols) {
        int row = firstRow;
        for (SgemmTile tile : tiles) {
            int height = tile.rows();
            if (isPlain() && cols == tile.vectors() * LANES) {
                int count = (rows - row) / height;
                if (count > 0) {
                    direct(tile, count, row, col);
                    row += count * height;
                }
            }
            // the last micro-panel may have a row less than its height
            while (rows - row > height - PANEL_ROWS) {
                viaScratch(tile, row, Math.min(height, rows - row), col, cols);
                row += height;
            }
        }
    }

    /** A last micro-panel of one or two rows. */
    private void remainder(int row, int rows, int firstCol, int cols) {
        SgemmTile tile = KERNELS.remainder(rows);
        int step = tile.vectors() * LANES;
        int done = 0;
        if (isPlain()) {
            for (; done + step <= cols; done += step) {
                direct(tile, 1, row, firstCol + done);
            }
        }
        while (done < cols) {
            int width = cols - done >= step ? step : Math.min(LANES, cols - done);
            viaScratch(tile, row, rows, firstCol + done, width);
            done += width;
        }
    }

    /**
     * All rows of A as they lie: in fours, then two, then one. Where B stays in L1, a few rows of C are completed at a time, so
     * that they are written as they lie; else B is read once.
     */
    private void rows(int rows, int col, int cols) {
        int row = 0;
        for (int height = PANEL_ROWS; height > 0; height /= 2) {
            int count = (rows - row) / height;
            int step = kc * cols <= HOT_B ? 1 : count;
            for (int i = 0; i < count; i += step, row += step * height) {
                rowTiles(KERNELS.rowTile(height), step, row, col, cols);
            }
        }
    }

    private void rowTiles(SgemmRowTile tile, int count, int row, int firstCol, int cols) {
        int step = tile.vectors() * LANES;
        int stride = panelStride();
        int done = 0;
        if (isPlain()) {
            for (; done + step <= cols; done += step) {
                int col = firstCol + done;
                int b0 = (int) panel(col);
                int d = indexD(row, col);
                int from = atA + row * lda;
                tile.multiplyColumn(
                        count, kc, a, from, lda, b, b0, stride, addend, d, addendRow, c, indexC(row, col), ldc);
            }
        }
        while (done < cols) {
            int col = firstCol + done;
            int width = cols - done >= step ? step : Math.min(LANES, cols - done);
            int toNext = width > LANES ? stride : 0;
            for (int i = row; i < row + count * tile.rows(); i += tile.rows()) {
                tile.multiply(kc, a, atA + i * lda, lda, b, (int) panel(col), toNext, null, 0, 0, scratch, 0, step);
                merge(step, i, tile.rows(), col, width);
            }
            done += width;
        }
    }

    private boolean isPlain() {
        return alpha == 1 && (addend == null || addendScale == 1);
    }

    private void direct(SgemmTile tile, int count, int row, int col) {
        int from = atA + row * kc;
        int d = indexD(row, col);
        int to = indexC(row, col);
        int stride = panelStride();
        if (b != null) {
            tile.multiplyColumn(count, kc, a, from, b, (int) panel(col), stride, addend, d, addendRow, c, to, ldc);
        } else {
            tile.multiplyMappedColumn(
                    count, kc, a, from, mappedB, panel(col), stride, addend, d, addendRow, c, to, ldc);
        }
    }

    /** Fewer columns than the tile has vectors for: every vector reads the one micro-panel that there is. */
    private void viaScratch(SgemmTile tile, int row, int rows, int col, int cols) {
        int width = tile.vectors() * LANES;
        int stride = cols > LANES ? panelStride() : 0;
        int from = atA + row * kc;
        if (b != null) {
            tile.multiply(kc, a, from, b, (int) panel(col), stride, null, 0, 0, scratch, 0, width);
        } else {
            tile.multiplyMapped(kc, a, from, mappedB, panel(col), stride, null, 0, 0, scratch, 0, width);
        }
        merge(width, row, rows, col, cols);
    }

    /** {@code C = alpha·tile + addendScale·addend} for the part of the scratch tile that lies in C. */
    private void merge(int width, int firstRow, int rows, int col, int cols) {
        for (int i = 0; i < rows; i++) {
            int t = i * width;
            int at = indexC(firstRow + i, col);
            if (addend == null) {
                for (int j = 0; j < cols; j++) {
                    c[at + j] = alpha * scratch[t + j];
                }
            } else {
                int d = indexD(firstRow + i, col);
                for (int j = 0; j < cols; j++) {
                    c[at + j] = alpha * scratch[t + j] + addendScale * addend[d + j * addendColumn];
                }
            }
        }
    }
}
