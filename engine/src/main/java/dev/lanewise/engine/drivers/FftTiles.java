package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.LaneCopy;
import dev.lanewise.engine.planning.ConvProblem;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.FftAxis;
import dev.lanewise.engine.planning.FftBlocks;
import dev.lanewise.engine.planning.Layout;
import java.util.Arrays;

/** Takes tiles from images and back, of either layout, one vector of channels at a time. Immutable. */
final class FftTiles {
    private static final LaneCopy COPY = Kernels.active().laneCopy();

    private final ConvProblem problem;
    private final ConvShape shape;
    private final FftBlocks blocks;
    private final int lanes;
    private final boolean upright;

    FftTiles(ConvProblem problem, FftBlocks blocks) {
        this.problem = problem;
        this.blocks = blocks;
        shape = problem.shape();
        lanes = blocks.lanes();
        upright = blocks.isUpright();
    }

    private int row(int tile) {
        return tile
                % blocks.imageTiles()
                / blocks.across().tiles()
                * blocks.down().outputs();
    }

    private int col(int tile) {
        return tile % blocks.across().tiles() * blocks.across().outputs();
    }

    /** First line of a tile that holds pixels of the image, not padding. */
    int firstLine(int tile) {
        return upright ? 0 : clamp(shape.padTop() - row(tile), blocks.lines());
    }

    /** One past the last such line. */
    int endLine(int tile) {
        return upright ? 1 : clamp(shape.padTop() - row(tile) + shape.inHeight(), blocks.lines());
    }

    /** Lines of a tile's output. */
    int outLines(int tile) {
        return upright ? 1 : outputs(blocks.down(), row(tile), shape.outHeight());
    }

    private static int outputs(FftAxis axis, int first, int all) {
        return Math.min(axis.outputs(), all - first);
    }

    private static int clamp(int value, int most) {
        return Math.clamp(value, 0, most);
    }

    /** Reads a vector of channels of a tile; padding is zero. */
    void load(ConvRun run, int tile, int channel, float[] grid, int at) {
        int width = shape.inWidth();
        int height = shape.inHeight();
        boolean columns = problem.in() == Layout.NHWC;
        int pixel = columns ? shape.inChannels() : 1;
        int channelStep = columns ? 1 : height * width;
        int image = tile / blocks.imageTiles() * shape.inChannels() * height * width;
        int from = run.inputOffset + image + channel * channelStep;
        int channels = Math.min(lanes, shape.inChannels() - channel);

        int top = row(tile) - shape.padTop();
        int left = col(tile) - shape.padLeft();
        int pointStep = upright ? width * pixel : pixel;
        int firstPoint = clamp(upright ? -top : -left, 2 * blocks.columns());
        int endPoint = clamp(upright ? height - top : width - left, 2 * blocks.columns());
        int firstLine = firstLine(tile);
        int endLine = endLine(tile);
        for (int line = 0; line < blocks.lines(); line++) {
            int to = at + line * blocks.lineFloats();
            int end = to + 2 * blocks.columns() * lanes;
            // a tile of one line may lie in the padding as a whole
            boolean inside = line >= firstLine && line < endLine && (!upright || (left >= 0 && left < width));
            if (!inside || firstPoint >= endPoint) {
                Arrays.fill(grid, to, end, 0f);
                continue;
            }
            int y = upright ? top + firstPoint : top + line;
            int x = upright ? left : left + firstPoint;
            int count = endPoint - firstPoint;
            Arrays.fill(grid, to, to + firstPoint * lanes, 0f);
            COPY.gather(
                    run.input,
                    from + (y * width + x) * pixel,
                    pointStep,
                    channelStep,
                    channels,
                    count,
                    grid,
                    to + firstPoint * lanes);
            Arrays.fill(grid, to + endPoint * lanes, end, 0f);
        }
    }

    /** Writes a vector of channels of a tile's output. */
    void store(ConvRun run, int tile, int channel, float[] grid, int at) {
        int width = shape.outWidth();
        boolean columns = problem.out() == Layout.NHWC;
        int pixel = columns ? shape.outChannels() : 1;
        int channelStep = columns ? 1 : shape.outPixels();
        int channels = Math.min(lanes, shape.outChannels() - channel);
        int first = row(tile) * width + col(tile);
        int to = run.outputIndex(tile / blocks.imageTiles(), channel, first);
        int points = upright
                ? outputs(blocks.down(), row(tile), shape.outHeight())
                : outputs(blocks.across(), col(tile), width);
        for (int line = 0; line < outLines(tile); line++) {
            COPY.scatter(
                    grid,
                    at + line * blocks.lineFloats(),
                    run.output,
                    to + line * width * pixel,
                    upright ? width * pixel : pixel,
                    channelStep,
                    channels,
                    points);
        }
    }

    /** Applies the epilogue to channels of a tile's output. */
    void finish(ConvRun run, int tile, int channel, int channels) {
        int image = tile / blocks.imageTiles();
        int rows = outputs(blocks.down(), row(tile), shape.outHeight());
        int cols = outputs(blocks.across(), col(tile), shape.outWidth());
        int first = row(tile) * shape.outWidth() + col(tile);
        if (cols == shape.outWidth()) {
            run.finish(image, channel, channels, first, rows * cols);
            return;
        }
        for (int row = 0; row < rows; row++) {
            run.finish(image, channel, channels, first + row * shape.outWidth(), cols);
        }
    }
}
