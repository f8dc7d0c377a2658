package dev.lanewise.engine.planning;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.SgemmTile;
import dev.lanewise.engine.machine.Machine;

/**
 * Block sizes from the cache sizes, after the analytic model of Low, Igual, Smith and Quintana-Ortí ("Analytical Modeling Is
 * Enough for High-Performance BLIS", ACM TOMS 43(2), 2016), simplified: a micro-panel of A and those of B that a tile reads
 * fill L1; a block of A half of L2; a panel of B half of L3.
 */
public final class BlockSizes {
    /** Part of the L1 cache for the micro-panels; the rest is for C and what passes through. */
    private static final double L1_SHARE = 0.95;

    private static final int LEAST_KC = 128;
    /** The largest kc there is: a micro-panel of A of this depth fits the scratch of a thread. */
    public static final int MOST_KC = 512;

    /** Rows of blocks of A are multiples of this, and so of the rows of every tile. */
    public static final int ROW_STEP = 24;

    private static final int KC_OF_CONVOLUTION = 384;

    private static final int MOST_NC = 4096;

    private BlockSizes() {}

    /**
     * Length of the sums between two visits to C: the largest that fits L1, levelled so that all blocks are alike. It
     * depends on nothing but k and the machine, so that every loop order and batch size adds in the same order.
     *
     * @param machine the machine
     * @param k length of the whole sums
     * @return kc, at least 1
     */
    public static int kc(Machine machine, int k) {
        SgemmTile tile = Kernels.active().wide()[0];
        int widths = tile.rows() + tile.vectors() * Kernels.active().lanes();
        long most = Math.clamp((long) (L1_SHARE * machine.l1Bytes() / Float.BYTES / widths), LEAST_KC, MOST_KC);
        return balanced(Math.max(1, k), (int) (most - most % 16), 4);
    }

    /**
     * Length of the sums between two visits to C for weights that most often meet a few rows, as in recurrent layers: the largest there is.
     * Nothing of B is read twice then, and long micro-panels stream from L3 8 % faster than those of {@link #kc} (2048×512, Zen 4, JDK 25,
     * {@code RecurrentBenchmark}).
     * So do those of Winograd's points, which meet as many rows as a block has tiles: 512 to 512 channels at 7×7 pixels took 1854 µs instead of
     * 2577, 256 to 256 at 14×14 1135 instead of 1216 (Zen 4, JDK 25).
     *
     * @param k length of the whole sums
     * @return kc, at least 1
     */
    public static int kcOfFewRows(int k) {
        return balanced(Math.max(1, k), MOST_KC, 4);
    }

    /**
     * Length of the sums between two visits to C for convolutions: micro-panels of B that L1 does not hold stream from L2 fast enough, and
     * visits to C are dear. 1×1 with 256 channels on a Zen 4 with 16 lanes, JDK 25: 99 GFLOP/s in one block, 92 in two with planes, 110 and
     * 100 with channels last. Longer sums than these leave less room in L2.
     *
     * @param k length of the whole sums
     * @return kc, at least 1
     */
    public static int kcOfConvolution(int k) {
        return balanced(Math.max(1, k), KC_OF_CONVOLUTION, 4);
    }

    /**
     * Rows of a block of A that fills half of L2.
     *
     * @param machine the machine
     * @param kc length of the sums
     * @return mc, a multiple of {@link #ROW_STEP}
     */
    public static int mc(Machine machine, int kc) {
        long rows = machine.l2Bytes() / 2 / Float.BYTES / kc;
        return (int) Math.max(ROW_STEP, Math.min(rows - rows % ROW_STEP, 1 << 16));
    }

    /**
     * Columns of a block of B that fills half of L2.
     *
     * @param machine the machine
     * @param kc length of the sums
     * @return a multiple of eight micro-panels
     */
    public static int ncInL2(Machine machine, int kc) {
        return columns(machine.l2Bytes() / 2, kc);
    }

    /**
     * Columns of a panel of B that fills a thread's part of half of L3.
     *
     * @param machine the machine
     * @param kc length of the sums
     * @param threads threads that share L3
     * @return nc, a multiple of eight micro-panels
     */
    public static int nc(Machine machine, int kc, int threads) {
        return columns(machine.l3Bytes() / 2 / threads, kc);
    }

    private static int columns(long bytes, int kc) {
        int step = 8 * Kernels.active().lanes();
        long columns = Math.min(MOST_NC, bytes / Float.BYTES / kc);
        return (int) Math.max(step, columns - columns % step);
    }

    /** The smallest multiple of step that cuts total into as few pieces as most does. */
    static int balanced(int total, int most, int step) {
        int pieces = (total - 1) / most + 1;
        int size = (total - 1) / pieces + 1;
        return Math.min(total, (size + step - 1) / step * step);
    }
}
