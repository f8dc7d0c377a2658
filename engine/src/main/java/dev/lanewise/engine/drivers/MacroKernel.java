package dev.lanewise.engine.drivers;

import static dev.lanewise.engine.kernels.Kernels.MOST_VECTORS;
import static dev.lanewise.engine.kernels.Kernels.PANEL_ROWS;

import dev.lanewise.engine.kernels.EpilogueKernel;
import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.SgemmRowTile;
import dev.lanewise.engine.kernels.SgemmTile;
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

    private static final int MOST_ROWS = 12;

    private static final Kernels KERNELS = Kernels.active();

    // constants to C2: no division is left where they divide
    private static final int LANES = KERNELS.lanes();

    private static final EpilogueKernel EPILOGUE = KERNELS.epilogue();

    private final float[] scratch = new float[Math.max(MOST_ROWS * 2, 2 * MOST_VECTORS) * LANES];

    // what a run sets
    private float alpha;
    private float beta;
    private EpilogueSpec epilogue;
    private float[] c;
    private int ldc;

    // what a block sets
    private int kc;
    private float[] a;
    private float[] b;
    private MemorySegment mappedB;
    /** Elements from one row of A to the next where A is read as it lies, else 0. */
    private int lda;

    private boolean first;

    void begin(float scaleAb, float scaleC, EpilogueSpec spec) {
        alpha = scaleAb;
        beta = scaleC;
        epilogue = spec;
    }

    /** Forgets the arrays, so that a pooled kernel keeps nothing alive. */
    void end() {
        epilogue = null;
        a = null;
        b = null;
        c = null;
        mappedB = null;
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
        first = isFirst;
        int quads = rows / PANEL_ROWS;
        int left = rows % PANEL_ROWS;
        int height = PanelPacker.panelHeight(left);
        int quadRows = rows - left;
        if (height == PANEL_ROWS) {
            quads++;
            quadRows = rows;
        }
        int panels = (cols + LANES - 1) / LANES;
        for (int jr = 0; jr < panels; jr += GROUP) {
            int group = Math.min(GROUP, panels - jr);
            int groupCols = Math.min(cols - jr * LANES, group * LANES);
            long groupB = bOffset + (long) jr * panelStride();
            int groupC = cOffset + jr * LANES;
            if (lda > 0) {
                rows(rows, aOffset, groupB, groupCols, groupC);
            } else if (quads > 0) {
                strip(KERNELS.wide(), quads, quadRows, aOffset, groupB, groupCols, groupC);
            }
            if (lda == 0 && quadRows < rows) {
                remainder(left, aOffset + quadRows * kc, groupB, groupCols, groupC + quadRows * ldc);
            }
            if (isLast) {
                EPILOGUE.apply(epilogue, c, groupC, ldc, rows, groupCols, row0, col0 + jr * LANES);
            }
        }
    }

    /** Elements or bytes from one micro-panel of B to the next. */
    private int panelStride() {
        return kc * LANES * (b == null ? Float.BYTES : 1);
    }

    /** All micro-panels of four rows times a group of micro-panels of B, as many of these at a time as the tiles take. */
    private void strip(SgemmTile[] tiles, int quads, int rows, int aOffset, long bOffset, int cols, int cOffset) {
        int step = tiles[0].vectors() * LANES;
        int j = 0;
        for (; j + step <= cols; j += step) {
            column(tiles, quads, rows, aOffset, bOffset + (long) j / LANES * panelStride(), step, cOffset + j);
        }
        for (; j < cols; j += LANES) {
            int width = Math.min(LANES, cols - j);
            column(
                    KERNELS.narrow(),
                    quads,
                    rows,
                    aOffset,
                    bOffset + (long) j / LANES * panelStride(),
                    width,
                    cOffset + j);
        }
    }

    /** The loop ir: tiles one below the other, the tallest first. */
    private void column(SgemmTile[] tiles, int quads, int rows, int aOffset, long bOffset, int cols, int cOffset) {
        int done = 0;
        for (SgemmTile tile : tiles) {
            int height = tile.rows();
            if (isPlain() && cols == tile.vectors() * LANES) {
                int row = done * PANEL_ROWS;
                int count = Math.min((quads - done) / tile.panels(), (rows - row) / height);
                if (count > 0) {
                    direct(tile, count, aOffset + row * kc, bOffset, cOffset + row * ldc);
                    done += count * tile.panels();
                }
            }
            while (quads - done >= tile.panels()) {
                int row = done * PANEL_ROWS;
                viaScratch(tile, aOffset + row * kc, bOffset, Math.min(height, rows - row), cols, cOffset + row * ldc);
                done += tile.panels();
            }
        }
    }

    /** A last micro-panel of one or two rows. */
    private void remainder(int rows, int aOffset, long bOffset, int cols, int cOffset) {
        SgemmTile tile = KERNELS.remainder(rows);
        int step = tile.vectors() * LANES;
        int j = 0;
        if (isPlain()) {
            for (; j + step <= cols; j += step) {
                direct(tile, 1, aOffset, bOffset + (long) j / LANES * panelStride(), cOffset + j);
            }
        }
        while (j < cols) {
            int width = cols - j >= step ? step : Math.min(LANES, cols - j);
            viaScratch(tile, aOffset, bOffset + (long) j / LANES * panelStride(), rows, width, cOffset + j);
            j += width;
        }
    }

    /** All rows of A as they lie: in fours, then two, then one. */
    private void rows(int rows, int aOffset, long bOffset, int cols, int cOffset) {
        int row = 0;
        for (int height = PANEL_ROWS; height > 0; height /= 2) {
            int count = (rows - row) / height;
            if (count > 0) {
                rowTiles(KERNELS.rowTile(height), count, aOffset + row * lda, (int) bOffset, cols, cOffset + row * ldc);
                row += count * height;
            }
        }
    }

    private void rowTiles(SgemmRowTile tile, int count, int aOffset, int bOffset, int cols, int cOffset) {
        int step = tile.vectors() * LANES;
        int j = 0;
        if (isPlain()) {
            for (; j + step <= cols; j += step) {
                tile.multiplyColumn(
                        count,
                        kc,
                        a,
                        aOffset,
                        lda,
                        b,
                        bOffset + j * kc,
                        panelStride(),
                        c,
                        cOffset + j,
                        ldc,
                        !first || beta == 1);
            }
        }
        while (j < cols) {
            int width = cols - j >= step ? step : Math.min(LANES, cols - j);
            int stride = width > LANES ? panelStride() : 0;
            for (int i = 0; i < count; i++) {
                int row = i * tile.rows();
                tile.multiply(kc, a, aOffset + row * lda, lda, b, bOffset + j * kc, stride, scratch, 0, step, false);
                merge(step, tile.rows(), width, cOffset + row * ldc + j);
            }
            j += width;
        }
    }

    private boolean isPlain() {
        return alpha == 1 && (!first || beta == 0 || beta == 1);
    }

    private void direct(SgemmTile tile, int count, int aOffset, long bOffset, int cOffset) {
        boolean accumulate = !first || beta == 1;
        if (b != null) {
            tile.multiplyColumn(count, kc, a, aOffset, b, (int) bOffset, panelStride(), c, cOffset, ldc, accumulate);
        } else {
            tile.multiplyMappedColumn(
                    count, kc, a, aOffset, mappedB, bOffset, panelStride(), c, cOffset, ldc, accumulate);
        }
    }

    /** Fewer columns than the tile has vectors for: every vector reads the one micro-panel that there is. */
    private void viaScratch(SgemmTile tile, int aOffset, long bOffset, int rows, int cols, int cOffset) {
        int width = tile.vectors() * LANES;
        int stride = cols > LANES ? panelStride() : 0;
        if (b != null) {
            tile.multiply(kc, a, aOffset, b, (int) bOffset, stride, scratch, 0, width, false);
        } else {
            tile.multiplyMapped(kc, a, aOffset, mappedB, bOffset, stride, scratch, 0, width, false);
        }
        merge(width, rows, cols, cOffset);
    }

    /** {@code C = alpha·tile + beta·C} for the part of the scratch tile that lies in C; beta = 0 does not read C. */
    private void merge(int width, int rows, int cols, int cOffset) {
        float scaleC = first ? beta : 1;
        for (int i = 0; i < rows; i++) {
            int t = i * width;
            int at = cOffset + i * ldc;
            if (scaleC == 0) {
                for (int j = 0; j < cols; j++) {
                    c[at + j] = alpha * scratch[t + j];
                }
            } else {
                for (int j = 0; j < cols; j++) {
                    c[at + j] = alpha * scratch[t + j] + scaleC * c[at + j];
                }
            }
        }
    }
}
