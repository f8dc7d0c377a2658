package dev.lanewise.engine.planning;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.packing.PanelPacker;
import dev.lanewise.engine.packing.PatchPanels;
import dev.lanewise.engine.packing.PatchRows;
import dev.lanewise.engine.packing.PatchShape;

/**
 * Blocks of a convolution that is computed as a matrix product. NHWC images are the rows of a product of pixels × channels,
 * NCHW images the columns of one of channels × pixels. Where the output's layout is the other one, a block of C is kept in the
 * workspace, and transposed when it is complete.
 *
 * @param problem the convolution
 * @param source where the patches are read
 * @param kc length of the sums between two visits to C
 * @param rows output rows of a block of pixels, 1 if it has not all columns
 * @param cols output columns of a block; with NHWC images, which are cut without regard to rows, its pixels
 * @param channels output channels of a block, at most a group's
 * @param slice output channels that are multiplied at a time, so that their weights stay in L2; for channels × pixels
 * @param granted whether workspace is used; otherwise the scratch that every thread has
 */
public record GemmConvBlocks(
        ConvProblem problem, Source source, int kc, int rows, int cols, int channels, int slice, boolean granted)
        implements ConvBlocks {

    /** Where the product reads the patches. */
    public enum Source {
        /** In the image, which is a matrix of patches itself. */
        IMAGE,
        /** In a block that is packed just before it is used. */
        BLOCK,
        /** In the matrix of all patches of a thread's units. */
        WHOLE
    }

    /** Floats of the scratch that every thread has beside the workspace: enough for the smallest blocks. */
    public static final int FIXED_SCRATCH =
            BlockSizes.MOST_KC * Math.max(8, Kernels.active().lanes()) + 1024;

    private static final int LANES = Kernels.active().lanes();
    private static final int LINE = 16;

    /**
     * Whether the rows of C are pixels.
     *
     * @return true for NHWC images
     */
    public boolean byPixels() {
        return problem.in() == Layout.NHWC;
    }

    /**
     * Whether a block of C is kept in the workspace and transposed.
     *
     * @return true if input and output differ in layout
     */
    public boolean isTransposed() {
        return problem.in() != problem.out();
    }

    /**
     * The sizes as packing sees them; an image of single-pixel patches is one row.
     *
     * @return the sizes
     */
    @SuppressWarnings("exports") // for the drivers alone
    public PatchShape patches() {
        return patches(problem.shape());
    }

    static PatchShape patches(ConvShape s) {
        return new PatchShape(
                        s.inChannels(),
                        s.groupInChannels(),
                        s.inHeight(),
                        s.inWidth(),
                        s.outHeight(),
                        s.outWidth(),
                        s.kernelHeight(),
                        s.kernelWidth(),
                        s.strideHeight(),
                        s.strideWidth(),
                        s.padTop(),
                        s.padLeft(),
                        s.dilationHeight(),
                        s.dilationWidth())
                .flattened();
    }

    /**
     * Pixels of a whole block.
     *
     * @return rows times columns
     */
    public int pixels() {
        return rows * cols;
    }

    /**
     * Blocks of pixels in a row of blocks: across an image, or across all of them where they are cut without regard to rows.
     *
     * @return at least 1
     */
    public int blocksAcross() {
        return byPixels()
                ? pieces(problem.shape().batch() * problem.shape().outPixels(), cols)
                : pieces(patches().outWidth(), cols);
    }

    /**
     * Rows of blocks of pixels, through all images.
     *
     * @return at least 1
     */
    public int blocksDown() {
        return byPixels() ? 1 : problem.shape().batch() * pieces(patches().outHeight(), rows);
    }

    /**
     * Blocks of a group's channels.
     *
     * @return at least 1
     */
    public int channelBlocks() {
        return pieces(problem.shape().groupOutChannels(), channels);
    }

    @Override
    public int units() {
        return blocksDown() * blocksAcross() * problem.shape().groups() * channelBlocks();
    }

    /**
     * Elements from one row of patches to the next.
     *
     * @return the leading dimension; 0 for patches in micro-panels
     */
    public int leading() {
        if (!byPixels()) {
            return 0;
        }
        return switch (source) {
            case IMAGE -> problem.shape().inChannels();
            case BLOCK -> Kernels.PATCH_STRIDE;
            // an odd number of lines, so that rows do not meet in few sets of the cache
            case WHOLE -> (lines(problem.shape().depth() + PatchRows.SLACK) | 1) * LINE;
        };
    }

    /**
     * Elements of the block of C in the workspace.
     *
     * @return 0 if C is written where it belongs
     */
    public int blockOfC() {
        return isTransposed() ? lines((long) pixels() * channels) * LINE : 0;
    }

    /**
     * Elements of the stage.
     *
     * @return 0 if there is none
     */
    public long stage() {
        return byPixels() || !granted ? 0 : lines(PatchPanels.stageFloats(patches(), rows, cols, kc)) * (long) LINE;
    }

    /**
     * Elements of the patches of a unit.
     *
     * @return 0 if they are read in the image
     */
    public long patchesOfUnit() {
        if (source == Source.IMAGE) {
            return 0;
        }
        int depth = source == Source.WHOLE ? problem.shape().depth() : kc;
        long floats = byPixels() ? (long) pixels() * leading() : (long) depth * pieces(pixels(), LANES) * LANES + LANES;
        return lines(floats) * (long) LINE;
    }

    @Override
    public long workspaceFloats(int most) {
        if (!granted) {
            return 0;
        }
        long floats = blockOfC() + stage() + patchesOfUnit() * (source == Source.WHOLE ? most : 1);
        return floats == 0 ? 0 : floats + LINE;
    }

    @Override
    public long weightFloats() {
        ConvShape shape = problem.shape();
        int outputs = shape.groupOutChannels();
        int left = outputs % Kernels.PANEL_ROWS;
        int padded = byPixels() ? pieces(outputs, LANES) * LANES : outputs - left + PanelPacker.panelHeight(left);
        return (long) shape.groups() * padded * shape.depth();
    }

    private static int lines(long floats) {
        return Math.toIntExact((floats + LINE - 1) / LINE);
    }

    private static int pieces(int total, int size) {
        return (total - 1) / size + 1;
    }
}
