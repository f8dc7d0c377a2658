package dev.lanewise.engine.packing;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.PatchCopy;
import java.util.Arrays;

/**
 * Patches of NCHW images as micro-panels one vector of pixels wide: {@code [panel][k][lanes]}, k in the order channel, kernel
 * row, kernel column. The pixels are a rectangle of the output; what it sees of the images is staged first, unless the patches
 * of neighbours lie side by side in the image itself. A table says where each k meets the first pixel, another where each
 * panel's pixels are. Immutable.
 */
public final class PatchPanels {
    private static final int LANES = Kernels.active().lanes();

    /** Panels that a kernel packs together. */
    private static final int GROUP = Kernels.active().packingTile().vectors();

    private final PatchCopy copy = Kernels.active().patchCopy();
    private final PatchShape shape;
    private final int cols;
    /** Null where the image serves as it is. */
    private final PlaneStage stage;

    private final int channelLength;
    private final int[] taps;
    private final int deepestTap;
    /** First piece of each panel. */
    private final int[] panelPieces;

    private final int[] pieceLanes;
    private final int[] pieceOffsets;
    /** Where each panel's first piece lies, seen from the first pixel. */
    private final int[] starts;
    /** Whether each group of panels has every vector in one piece. */
    private final boolean[] loose;

    /**
     * Describes the patches of rectangles of one size; at the edges of the image they may be smaller.
     *
     * @param shape the sizes
     * @param rows output rows of a rectangle; 1 if it has not all columns
     * @param cols output columns of a rectangle
     */
    public PatchPanels(PatchShape shape, int rows, int cols) {
        this.shape = shape;
        this.cols = cols;
        stage = isStaged(shape) ? new PlaneStage(shape, rows, cols) : null;
        int rowLength = stage == null ? shape.inWidth() : stage.rowLength();
        channelLength = stage == null ? shape.inHeight() * shape.inWidth() : stage.channelLength();
        taps = tableOfTaps();
        deepestTap = Arrays.stream(taps, 0, shape.taps()).max().orElseThrow();
        int panels = (rows * cols - 1) / LANES + 1;
        panelPieces = new int[panels + 1];
        int[] lanes = new int[rows * cols];
        int[] offsets = new int[rows * cols];
        int pieces = 0;
        for (int pixel = 0; pixel < rows * cols; pixel++) {
            int lane = pixel % LANES;
            int offset = pixel / cols * rowLength + pixel % cols;
            if (lane == 0) {
                panelPieces[pixel / LANES] = pieces;
            }
            if (lane == 0 || offset != offsets[pieces - 1] + lane - lanes[pieces - 1]) {
                lanes[pieces] = lane;
                offsets[pieces] = offset;
                pieces++;
            }
        }
        panelPieces[panels] = pieces;
        pieceLanes = Arrays.copyOf(lanes, pieces);
        pieceOffsets = Arrays.copyOf(offsets, pieces);
        starts = new int[panels];
        for (int panel = 0; panel < panels; panel++) {
            starts[panel] = pieceOffsets[panelPieces[panel]];
        }
        loose = new boolean[panels / GROUP];
        for (int group = 0; group < loose.length; group++) {
            loose[group] = panelPieces[(group + 1) * GROUP] - panelPieces[group * GROUP] == GROUP;
        }
    }

    /**
     * Whether patches are staged.
     *
     * @param shape the sizes
     * @return false where neighbouring pixels see neighbouring elements, and no padding
     */
    public static boolean isStaged(PatchShape shape) {
        return !shape.isPlain();
    }

    /**
     * Elements of the stage.
     *
     * @param shape the sizes
     * @param rows output rows of a rectangle
     * @param cols output columns of a rectangle
     * @param kc most elements of each patch packed at a time
     * @return 0 where none is needed
     */
    public static long stageFloats(PatchShape shape, int rows, int cols, int kc) {
        if (!isStaged(shape)) {
            return 0;
        }
        int channels = Math.min(shape.groupChannels(), (kc - 2) / shape.taps() + 2);
        return (long) channels * new PlaneStage(shape, rows, cols).channelLength() + LANES;
    }

    int[] taps() {
        return taps;
    }

    int start(int panel) {
        return starts[panel];
    }

    /** Whether a group that can be read as it lies begins with this panel. */
    boolean isLoose(int panel) {
        return panel % GROUP == 0 && loose[panel / GROUP];
    }

    private int[] tableOfTaps() {
        int[] table = new int[shape.depth()];
        int k = 0;
        for (int c = 0; c < shape.groupChannels(); c++) {
            for (int i = 0; i < shape.kernelHeight(); i++) {
                for (int j = 0; j < shape.kernelWidth(); j++) {
                    int tap = stage == null
                            ? i * shape.dilationHeight() * shape.inWidth() + j * shape.dilationWidth()
                            : stage.tap(i, j);
                    table[k++] = c * channelLength + tap;
                }
            }
        }
        return table;
    }

    /**
     * Packs a rectangle of pixels and a range of k. Up to a vector is written beyond the last panel.
     *
     * @param source the images
     * @param offset first element of the group's first channel
     * @param pixel first output pixel of the rectangle
     * @param pixels output pixels of the rectangle
     * @param k first element of the patches
     * @param kc elements of each patch
     * @param target where stage and panels go
     * @param atStage first element of the stage
     * @param at first element of the panels
     * @param left is told which panels stay as they lie, to be packed by a kernel; null if none may
     */
    public void pack(
            float[] source,
            int offset,
            int pixel,
            int pixels,
            int k,
            int kc,
            float[] target,
            int atStage,
            int at,
            LoosePanels left) {
        int y = pixel / shape.outWidth();
        int x = pixel % shape.outWidth();
        int c = k / shape.taps();
        int channels = (k + kc - 1) / shape.taps() + 1 - c;
        int panels = (pixels - 1) / LANES + 1;
        int whole = left == null ? 0 : pixels / LANES / GROUP * GROUP;
        if (stage != null) {
            int plane = shape.inHeight() * shape.inWidth();
            stage.fill(source, offset + c * plane, channels, y, x, target, atStage);
            int staged = atStage - c * channelLength;
            panels(target, staged, whole, panels, k, kc, target, at);
            if (left != null) {
                left.set(this, target, staged, k, whole);
            }
            return;
        }
        int base = offset + y * shape.inWidth() + x;
        int deepest = base + (c + channels - 1) * channelLength + deepestTap + LANES;
        int safe = panels;
        while (safe > 0 && deepest + pieceOffsets[panelPieces[safe] - 1] > source.length) {
            safe--;
        }
        whole = Math.min(whole, safe / GROUP * GROUP);
        if (left != null) {
            left.set(this, source, base, k, whole);
        }
        panels(source, base, whole, safe, k, kc, target, at);
        int done = Math.min(pixels, safe * LANES);
        packExactly(source, offset, pixel, done, pixels, k, kc, target, at);
    }

    /**
     * Packs element by element, without a stage. Nothing behind the images is read.
     *
     * @param source the images
     * @param offset first element of the group's first channel
     * @param pixel first output pixel of the rectangle
     * @param first first pixel of the rectangle to pack
     * @param pixels end of its pixels
     * @param k first element of the patches
     * @param kc elements of each patch
     * @param target where the panels go
     * @param at first element of the panels
     */
    public void packExactly(
            float[] source, int offset, int pixel, int first, int pixels, int k, int kc, float[] target, int at) {
        for (int i = first; i < pixels; i++) {
            int y = (pixel / shape.outWidth() + i / cols) * shape.strideHeight() - shape.padTop();
            int x = (pixel % shape.outWidth() + i % cols) * shape.strideWidth() - shape.padLeft();
            packPixel(source, offset, y, x, k, kc, target, at + i / LANES * kc * LANES + i % LANES);
        }
    }

    private void packPixel(float[] source, int offset, int y, int x, int k, int kc, float[] target, int at) {
        int taps = shape.taps();
        int c = k / taps;
        int tap = k % taps;
        for (int i = 0; i < kc; i++) {
            int row = y + tap / shape.kernelWidth() * shape.dilationHeight();
            int col = x + tap % shape.kernelWidth() * shape.dilationWidth();
            boolean inside = row >= 0 && row < shape.inHeight() && col >= 0 && col < shape.inWidth();
            target[at + i * LANES] =
                    inside ? source[offset + (c * shape.inHeight() + row) * shape.inWidth() + col] : 0f;
            if (++tap == taps) {
                tap = 0;
                c++;
            }
        }
    }

    /** Packs panels, but for those of the first whole ones that stay loose. */
    private void panels(float[] source, int base, int whole, int panels, int k, int kc, float[] target, int at) {
        int panel = 0;
        while (panel < panels) {
            if (staysLoose(panel, whole)) {
                panel += GROUP;
                continue;
            }
            int first = panelPieces[panel];
            int neighbours = neighbours(panel, whole, panels);
            int t = at + panel * kc * LANES;
            if (neighbours > 0) {
                copy.panels(neighbours, kc, taps, k, source, base + pieceOffsets[first], target, t);
                panel += neighbours;
            } else {
                int end = panelPieces[panel + 1];
                copy.pieces(kc, taps, k, source, base, pieceLanes, pieceOffsets, first, end, target, t);
                panel++;
            }
        }
    }

    private boolean staysLoose(int panel, int whole) {
        return panel < whole && isLoose(panel);
    }

    /** How many panels of one piece, side by side in the source, start with this one. */
    private int neighbours(int panel, int whole, int panels) {
        int end = panel;
        while (end < panels
                && !staysLoose(end, whole)
                && panelPieces[end + 1] - panelPieces[end] == 1
                && pieceOffsets[panelPieces[end]] == pieceOffsets[panelPieces[panel]] + (end - panel) * LANES) {
            end++;
        }
        return end - panel;
    }
}
