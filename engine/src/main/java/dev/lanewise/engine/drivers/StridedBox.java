package dev.lanewise.engine.drivers;

import dev.lanewise.engine.packing.Elements;

/**
 * A nest of loops that copies one element each time round, or stores a constant, from strided elements to others. Loops that go on
 * where the next one ends are one. The two loops in which memory is read and written in order are the core, cut into tiles;
 * a tile for each round of the other loops is a unit.
 */
final class StridedBox {
    /** Elements of a tile whose rows are copied whole: 64 KiB of floats. */
    private static final int RUNS = 1 << 14;

    /**
     * Rows and columns of a tile that is transposed; the source's neighbours are rows. Of sizes from 32 to 1024 these come nearest to the
     * bandwidth of a copy, 0.63 to 0.67 of it at 64 MB, where 64×64 has 0.4 (Zen 3, JDK 25, {@code MemoryBoundBenchmark}).
     */
    private static final int TALL = 256;

    private static final int WIDE = 128;

    /** Whether elements are filled with a constant instead. */
    private final boolean fill;

    private final int source;
    private final int target;

    /** Loops as sizes, source strides and target strides: the outer ones, then rows and columns of the core. */
    private final int[][] loops;

    private final int tileRows;
    private final int tileCols;
    private final int rowTiles;
    private final int colTiles;
    private final int units;

    /**
     * Makes a box of loops in order of the target, outermost first.
     *
     * @param fill whether a constant is stored; source strides are ignored
     * @param sizes times round
     * @param sourceStrides elements from one time to the next
     * @param targetStrides elements from one time to the next; positive
     * @param source first element
     * @param target first element
     */
    StridedBox(boolean fill, int[] sizes, int[] sourceStrides, int[] targetStrides, int source, int target) {
        this.fill = fill;
        this.source = source;
        this.target = target;
        int[][] merged = new int[sizes.length + 2][];
        // two loops of one round each, so that there always is a core
        merged[0] = new int[] {1, 0, 0};
        merged[1] = new int[] {1, 0, 0};
        int count = 2;
        for (int d = 0; d < sizes.length; d++) {
            int[] loop = {sizes[d], fill ? 0 : sourceStrides[d], targetStrides[d]};
            if (loop[0] == 1) {
                continue;
            }
            int[] last = merged[count - 1];
            if (count > 2 && last[2] == loop[2] * loop[0] && (fill || last[1] == loop[1] * loop[0])) {
                merged[count - 1] = new int[] {last[0] * loop[0], loop[1], loop[2]};
            } else {
                merged[count++] = loop;
            }
        }
        loops = new int[count][];
        System.arraycopy(merged, 0, loops, 0, count);
        boolean transposed = !fill && Math.abs(cols()[1]) != 1 && moveToRows();
        int size = cols()[0];
        tileCols = Math.min(Math.max(size, 1), transposed ? WIDE : RUNS);
        tileRows = Math.min(Math.max(rows()[0], 1), transposed ? TALL : Math.max(1, RUNS / tileCols));
        rowTiles = Math.ceilDiv(rows()[0], tileRows);
        colTiles = Math.ceilDiv(size, tileCols);
        int rounds = 1;
        for (int d = 0; d < loops.length - 2; d++) {
            rounds *= loops[d][0];
        }
        units = rounds * rowTiles * colTiles;
    }

    /** Makes the loop whose source elements are neighbours that of the rows, if there is one. */
    private boolean moveToRows() {
        for (int d = loops.length - 2; d >= 0; d--) {
            if (loops[d][0] > 1 && loops[d][1] == 1) {
                int[] loop = loops[d];
                System.arraycopy(loops, d + 1, loops, d, loops.length - 2 - d);
                loops[loops.length - 2] = loop;
                return true;
            }
        }
        return false;
    }

    private int[] rows() {
        return loops[loops.length - 2];
    }

    private int[] cols() {
        return loops[loops.length - 1];
    }

    int units() {
        return units;
    }

    /** Does one unit. */
    void run(int unit, Elements from, Elements to, long constant) {
        int col = unit % colTiles * tileCols;
        int rest = unit / colTiles;
        int row = rest % rowTiles * tileRows;
        rest /= rowTiles;
        int s = source;
        int t = target;
        for (int d = loops.length - 3; d >= 0; d--) {
            int[] loop = loops[d];
            int at = rest % loop[0];
            s += at * loop[1];
            t += at * loop[2];
            rest /= loop[0];
        }
        int[] rows = rows();
        int[] cols = cols();
        int tall = Math.min(tileRows, rows[0] - row);
        int wide = Math.min(tileCols, cols[0] - col);
        s += row * rows[1] + col * cols[1];
        t += row * rows[2] + col * cols[2];
        if (fill) {
            fill(tall, wide, to, t, constant);
        } else {
            from.copy(tall, wide, s, rows[1], cols[1], to, t, rows[2], cols[2]);
        }
    }

    private void fill(int tall, int wide, Elements to, int t, long constant) {
        int step = cols()[2];
        for (int i = 0; i < tall; i++) {
            int at = t + i * rows()[2];
            if (step == 1) {
                to.fill(wide, at, constant);
            } else {
                for (int j = 0; j < wide; j++) {
                    to.fill(1, at + j * step, constant);
                }
            }
        }
    }
}
