package dev.lanewise.engine.kernels;

import dev.lanewise.engine.machine.Machine;
import java.util.List;

/**
 * The kernels that this JVM computes with, vector or scalar, and which tile serves which part of a product.
 *
 * <p>A is packed in micro-panels of {@value #PANEL_ROWS} rows, what is left of it in one of {@value #PANEL_ROWS}, 2 or 1; B in
 * micro-panels one vector wide. So one packed format serves every tile.
 */
public final class Kernels {
    /** Rows of a micro-panel of A. */
    public static final int PANEL_ROWS = 4;

    /** Micro-panels of B that the widest tile reads; no tile needs more. */
    public static final int MOST_VECTORS = 4;

    /**
     * Elements from one row of A to the next where patches are packed as rows: an odd number of cache lines, so that rows do not
     * meet in few sets of the cache. A constant, so that a micro-kernel needs one address for all of its rows.
     */
    public static final int PATCH_STRIDE = 528;

    /** Fewest lanes of vectors that take blocks of 32 weights apart: the ints of a block of bytes. */
    private static final int BLOCK_LANES = 8;

    private static final Kernels ACTIVE = Gate.VECTORS
            ? new Kernels(Machine.host().lanes(), VectorTiles.PACKED, VectorTiles.ROWS, VectorTiles.PACKING)
            : new Kernels(1, ScalarTiles.PACKED, ScalarTiles.ROWS, ScalarTiles.PACKING);

    private final int lanes;
    private final List<SgemmTile> tiles;
    private final SgemmRowTile[] rowTiles = new SgemmRowTile[PANEL_ROWS + 1];
    private final SgemmTile[] wide;
    private final SgemmTile[] narrow;
    private final SgemmTile[] remainders;
    private final SgemmPackingTile packing;

    private Kernels(int lanes, List<SgemmTile> tiles, List<SgemmRowTile> rows, List<SgemmPackingTile> packingTiles) {
        this.lanes = lanes;
        this.tiles = tiles;
        rows.forEach(tile -> rowTiles[tile.rows()] = tile);
        remainders = new SgemmTile[] {null, tile(1, MOST_VECTORS), tile(2, MOST_VECTORS)};
        // with 16 registers, eight accumulators are what C2 keeps without a spill; with 32, sixteen. 24 were as fast on
        // Zen 4 with JDK 25, but C2 ran out of nodes once it compiled every branch, and called the methods of vectors
        boolean many = lanes > 1 && Machine.host().registers() >= 32;
        wide = many ? new SgemmTile[] {tile(8, 2), tile(4, 2)} : new SgemmTile[] {tile(4, 2)};
        packing = packingTiles.stream()
                .filter(tile -> tile.rows() == wide[0].rows())
                .findFirst()
                .orElseThrow();
        narrow = new SgemmTile[] {tile(12, 1), tile(8, 1), tile(4, 2)};
    }

    /**
     * The kernels of this JVM.
     *
     * @return the one instance
     */
    public static Kernels active() {
        return ACTIVE;
    }

    /**
     * Columns of a micro-panel of B: fp32 numbers in a vector, 1 for the scalar kernels.
     *
     * @return 1, 4, 8 or 16
     */
    public int lanes() {
        return lanes;
    }

    /**
     * Tiles for rows in micro-panels of four and two micro-panels of B, most rows first.
     *
     * @return the tiles; not to be changed
     */
    public SgemmTile[] wide() {
        return wide;
    }

    /**
     * Tiles for the last micro-panel of B of an odd number. The smallest of them reads two, as {@link #wide()} does.
     *
     * @return the tiles, most rows first; not to be changed
     */
    public SgemmTile[] narrow() {
        return narrow;
    }

    /**
     * The tile for a last micro-panel of one or two rows.
     *
     * @param rows 1 or 2
     * @return the tile
     */
    public SgemmTile remainder(int rows) {
        return remainders[rows];
    }

    private SgemmTile tile(int rows, int vectors) {
        return tiles.stream()
                .filter(tile -> tile.rows() == rows && tile.vectors() == vectors)
                .findFirst()
                .orElseThrow();
    }

    /**
     * The tile that reads rows of A as they lie.
     *
     * @param rows 4, 2 or 1
     * @return the tile
     */
    public SgemmRowTile rowTile(int rows) {
        return rowTiles[rows];
    }

    /**
     * The tile that packs B for the others.
     *
     * @return one as high and as wide as the first of {@link #wide()}
     */
    public SgemmPackingTile packingTile() {
        return packing;
    }

    /**
     * Matrix-vector products.
     *
     * @return the kernel
     */
    public SgemvKernel sgemv() {
        return lanes > 1 ? new VectorSgemv() : new ScalarSgemv();
    }

    /**
     * Matrix-vector products on native memory.
     *
     * @return the kernel
     */
    public MappedSgemvKernel mappedSgemv() {
        return lanes > 1 ? new VectorMappedSgemv() : new ScalarMappedSgemv();
    }

    /**
     * Copies of rows into micro-panels of B.
     *
     * @return the kernel
     */
    public PanelCopy panelCopy() {
        return lanes > 1 ? new VectorPanelCopy() : new ScalarPanelCopy();
    }

    /**
     * Winograd's transforms.
     *
     * @param points 1, 4, 6 or 8; 5 for a stride of 2
     * @return the kernel
     */
    public WinogradTransform winograd(int points) {
        boolean vector = lanes > 1;
        return switch (points) {
            case 1 -> vector ? new VectorWinograd1() : new ScalarWinograd1();
            case 4 -> vector ? new VectorWinograd4() : new ScalarWinograd4();
            case 5 -> vector ? new VectorWinograd5() : new ScalarWinograd5();
            case 6 -> vector ? new VectorWinograd6() : new ScalarWinograd6();
            case 8 -> vector ? new VectorWinograd8() : new ScalarWinograd8();
            default -> throw new IllegalArgumentException("points is " + points + "; it must be 1, 4, 5, 6 or 8");
        };
    }

    /**
     * Transposes.
     *
     * @return the kernel
     */
    public MatrixTranspose transpose() {
        return switch (lanes) {
            case 4 -> new VectorTranspose4();
            case 8 -> new VectorTranspose8();
            case 16 -> new VectorTranspose16();
            default -> new ScalarTranspose();
        };
    }

    /**
     * Copies of patches of images.
     *
     * @return the kernel
     */
    public PatchCopy patchCopy() {
        return lanes > 1 ? new VectorPatchCopy() : new ScalarPatchCopy();
    }

    /**
     * Depthwise convolution of planes, pixels in lanes.
     *
     * @return the kernel
     */
    public DepthwisePlane depthwisePlane() {
        return lanes > 1 ? new VectorDepthwisePlane() : new ScalarDepthwisePlane();
    }

    /**
     * Depthwise convolution, channels in lanes.
     *
     * @return the kernel
     */
    public DepthwisePixels depthwisePixels() {
        return lanes > 1 ? new VectorDepthwisePixels() : new ScalarDepthwisePixels(1);
    }

    /**
     * Epilogues.
     *
     * @return the kernel
     */
    public EpilogueKernel epilogue() {
        return lanes > 1 ? VectorEpilogue.INSTANCE : ScalarEpilogue.INSTANCE;
    }

    /**
     * 8-bit weights.
     *
     * @return the kernel
     */
    public Int8Panels int8Panels() {
        return lanes > 1 ? new VectorInt8Panels() : new ScalarInt8Panels();
    }

    /**
     * Sums of products of 8-bit numbers.
     *
     * @return the kernel
     */
    public Int32Sums int32Sums() {
        return lanes > 1 ? new VectorInt32Sums() : new ScalarInt32Sums();
    }

    /**
     * Products of bytes that use the units that add beside those that multiply. Of all CPUs that have 512-bit vectors
     * AMD's have units of their own for additions of that width.
     *
     * @return the kernel, or null where it would not gain
     */
    public PairedPanels pairedPanels() {
        return lanes == 16 && Machine.host().cpu().startsWith("AMD") ? new VectorPairedPanels() : null;
    }

    /**
     * Depthwise convolution of bytes.
     *
     * @return the kernel, or null where vectors have fewer than eight lanes
     */
    public DepthwiseBytes depthwiseBytes() {
        return lanes >= VectorQuantize.LEAST_LANES ? new VectorDepthwiseBytes() : null;
    }

    /**
     * Affine quantisation.
     *
     * @return the kernel
     */
    public QuantizeKernel quantize() {
        return lanes >= VectorQuantize.LEAST_LANES ? new VectorQuantize() : ScalarQuantize.INSTANCE;
    }

    /**
     * Products with rows of low-precision weights.
     *
     * @param format how they are stored
     * @return the kernel
     */
    public RowProducts rowProducts(RowFormat format) {
        if (lanes == 1 || (format.block() > 1 && lanes < BLOCK_LANES)) {
            return new ScalarRowProducts(format);
        }
        return switch (format) {
            case BF16 -> new VectorBf16Rows();
            case FP16 -> new VectorFp16Rows();
            case INT8 -> new VectorInt8Rows();
            case Q8_0 -> new VectorQ8Rows();
            case Q4_0 -> new VectorQ4Rows();
        };
    }

    /**
     * Products with strips of low-precision weights.
     *
     * @param format how they are stored
     * @return the kernel, or null on a machine without vectors, where rows serve as well
     */
    public StripProducts stripProducts(RowFormat format) {
        if (lanes == 1) {
            return null;
        }
        return switch (format) {
            case BF16 -> new VectorBf16Strips();
            case FP16 -> new VectorFp16Strips();
            case INT8 -> new VectorInt8Strips();
            case Q8_0 -> new VectorQ8Strips();
            case Q4_0 -> new VectorQ4Strips();
        };
    }

    /**
     * Butterflies of a Fourier transform.
     *
     * @param radix 3 or 4 with twiddle factors, 4 or 8 without
     * @param last whether they are the last pass of a forward transform, which has no twiddle factors
     * @return the kernel
     */
    public FftButterflies fftButterflies(int radix, boolean last) {
        boolean vectors = lanes > 1;
        return switch (radix) {
            case 3 -> vectors ? new VectorFft3() : new ScalarFft3();
            case 4 -> last ? lastOfFour(vectors) : vectors ? new VectorFft4() : new ScalarFft4();
            default -> vectors ? new VectorFftLast8() : new ScalarFftLast8();
        };
    }

    private static FftButterflies lastOfFour(boolean vectors) {
        return vectors ? new VectorFftLast4() : new ScalarFftLast4();
    }

    /**
     * Spectra of real tiles.
     *
     * @return the kernel
     */
    public FftSpectrum fftSpectrum() {
        return lanes > 1 ? new VectorFftSpectrum() : new ScalarFftSpectrum();
    }

    /**
     * Copies between images and buffers with channels in lanes.
     *
     * @return the kernel
     */
    public LaneCopy laneCopy() {
        return lanes > 1 ? new VectorLaneCopy(transpose()) : new ScalarLaneCopy(1);
    }

    /**
     * Functions of two vectors.
     *
     * @return the kernel
     */
    public BinaryKernel binary() {
        return lanes > 1 ? VectorBinary.INSTANCE : ScalarBinary.INSTANCE;
    }

    /**
     * Rotations of pairs.
     *
     * @return the kernel
     */
    public RotaryKernel rotary() {
        return lanes > 1 ? VectorRotary.INSTANCE : ScalarRotary.INSTANCE;
    }

    /**
     * Gates of recurrent cells.
     *
     * @return the kernel
     */
    public GateKernel gates() {
        return lanes > 1 ? VectorGates.INSTANCE : ScalarGates.INSTANCE;
    }

    /**
     * Sums, largest elements and normalisations of rows.
     *
     * @return the kernel
     */
    public RowKernel row() {
        return lanes > 1 ? VectorRow.INSTANCE : ScalarRow.INSTANCE;
    }

    /**
     * Windows over images.
     *
     * @return the kernel
     */
    public PoolKernel pool() {
        return lanes > 1 ? VectorPool.INSTANCE : ScalarPool.INSTANCE;
    }

    /**
     * Weighted sums of vectors.
     *
     * @return the kernel
     */
    public BlendKernel blend() {
        return lanes > 1 ? VectorBlend.INSTANCE : ScalarBlend.INSTANCE;
    }

    /**
     * Numbers of the largest rows.
     *
     * @return the kernel
     */
    public ArgKernel arg() {
        return lanes > 1 ? VectorArg.INSTANCE : ScalarArg.INSTANCE;
    }
}
