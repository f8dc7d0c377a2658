package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.MatrixTranspose;
import dev.lanewise.engine.packing.LoosePanels;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.GemmConvBlocks;
import dev.lanewise.engine.planning.GemmConvBlocks.Source;

/**
 * A thread's part of a convolution as a matrix product. For each unit, a block of pixels and of output channels of one group:
 *
 * <pre>
 * pc  [pack patches]  multiply
 * </pre>
 *
 * <p>The textbook form packs the patches of all units first.
 */
final class GemmConvPart {
    private static final MatrixTranspose TRANSPOSE = Kernels.active().transpose();

    private static final int PACKING_ROWS = Kernels.active().packingTile().rows();

    private final MacroKernel macroKernel;
    private final LoosePanels loose = new LoosePanels();

    // what a run sets
    private GemmConvDriver driver;
    private GemmConvBlocks blocks;
    private ConvShape shape;
    private ConvRun run;
    private float[] workspace;
    private int atC;
    private int atStage;
    private int atPatches;

    // what a unit sets
    private int group;
    /** First output channel, counted in the group. */
    private int channel;

    private int channels;
    private int image;
    /** First pixel of the image, or of all images where the rows of C are pixels. */
    private int pixel;

    private int pixels;
    private int patches;

    GemmConvPart(MacroKernel macroKernel) {
        this.macroKernel = macroKernel;
    }

    void run(GemmConvDriver conv, ConvRun convolution, int first, int end, float[] array, int at) {
        begin(conv, convolution, array, at);
        boolean whole = blocks.source() == Source.WHOLE;
        if (whole) {
            for (int unit = first; unit < end; unit++) {
                select(unit, unit - first);
                packAll();
            }
        }
        for (int unit = first; unit < end; unit++) {
            select(unit, whole ? unit - first : 0);
            multiplyAll(whole);
            if (blocks.isTransposed()) {
                transpose();
            }
        }
        end();
    }

    private void begin(GemmConvDriver conv, ConvRun convolution, float[] array, int at) {
        driver = conv;
        blocks = conv.blocks;
        shape = conv.shape;
        run = convolution;
        workspace = array;
        atC = at;
        atStage = atC + blocks.blockOfC();
        atPatches = atStage + driver.stage;
        if (blocks.isTransposed()) {
            macroKernel.begin(1, 0, EpilogueSpec.IDENTITY);
            macroKernel.target(workspace, blocks.byPixels() ? blocks.channels() : blocks.pixels());
        } else {
            macroKernel.beginWithBias(run.epilogue);
            macroKernel.target(run.output, blocks.byPixels() ? shape.outChannels() : shape.outPixels());
        }
        if (blocks.byPixels()) {
            float[] rows = blocks.source() == Source.IMAGE ? run.input : workspace;
            macroKernel.source(rows, blocks.leading(), driver.weights, null);
        } else {
            macroKernel.source(driver.weights, 0, workspace, null);
        }
    }

    private void end() {
        macroKernel.end();
        loose.clear();
        driver = null;
        blocks = null;
        shape = null;
        run = null;
        workspace = null;
    }

    /** Units: rows of blocks of pixels, blocks across, groups, blocks of channels; the last vary fastest. */
    private void select(int unit, int slot) {
        int rest = unit;
        channel = rest % blocks.channelBlocks() * blocks.channels();
        channels = Math.min(blocks.channels(), shape.groupOutChannels() - channel);
        rest /= blocks.channelBlocks();
        group = rest % shape.groups();
        rest /= shape.groups();
        int across = rest % driver.blocksAcross;
        int down = rest / driver.blocksAcross;
        if (blocks.byPixels()) {
            pixel = across * blocks.cols();
            pixels = Math.min(blocks.cols(), shape.batch() * shape.outPixels() - pixel);
        } else {
            rectangle(down, across);
        }
        patches = atPatches + slot * (int) blocks.patchesOfUnit();
    }

    private void rectangle(int down, int across) {
        int height = driver.outHeight;
        int width = driver.outWidth;
        int blocksOfImage = (height - 1) / blocks.rows() + 1;
        image = down / blocksOfImage;
        int y = down % blocksOfImage * blocks.rows();
        int x = across * blocks.cols();
        pixel = y * width + x;
        pixels = Math.min(blocks.rows(), height - y) * Math.min(blocks.cols(), width - x);
    }

    private int depth(int pc) {
        return Math.min(blocks.kc(), shape.depth() - pc);
    }

    private void packAll() {
        for (int pc = 0; pc < shape.depth(); pc += blocks.kc()) {
            pack(pc);
        }
    }

    private void multiplyAll(boolean packed) {
        for (int pc = 0; pc < shape.depth(); pc += blocks.kc()) {
            if (!packed && blocks.source() == Source.BLOCK) {
                pack(pc);
            }
            if (blocks.byPixels()) {
                multiplyRows(pc);
            } else {
                multiplyPanels(pc);
            }
        }
    }

    /** Where the patches of a block of k are: all of them if all are kept, else the block alone. */
    private int patchesAt(int pc) {
        if (blocks.source() == Source.BLOCK) {
            return patches;
        }
        return patches + pc * (blocks.byPixels() ? 1 : driver.paddedPixels);
    }

    private void pack(int pc) {
        int firstChannel = group * shape.groupInChannels();
        if (blocks.byPixels()) {
            driver.patchRows.pack(
                    run.input,
                    run.inputOffset + firstChannel,
                    pixel,
                    pixels,
                    pc,
                    depth(pc),
                    workspace,
                    patchesAt(pc),
                    blocks.leading());
            return;
        }
        loose.clear();
        int plane = shape.inHeight() * shape.inWidth();
        int offset = run.inputOffset + (image * shape.inChannels() + firstChannel) * plane;
        if (blocks.granted()) {
            boolean mayStay = blocks.source() == Source.BLOCK && Math.min(blocks.slice(), channels) >= PACKING_ROWS;
            driver.patchPanels.pack(
                    run.input,
                    offset,
                    pixel,
                    pixels,
                    pc,
                    depth(pc),
                    workspace,
                    atStage,
                    patchesAt(pc),
                    mayStay ? loose : null);
        } else {
            driver.patchPanels.packExactly(
                    run.input, offset, pixel, 0, pixels, pc, depth(pc), workspace, patchesAt(pc));
        }
    }

    private void multiplyRows(int pc) {
        int depth = depth(pc);
        int firstChannel = group * shape.groupOutChannels() + channel;
        int a = blocks.source() == Source.IMAGE ? run.inputOffset + pixel * blocks.leading() + pc : patchesAt(pc);
        macroKernel.multiply(
                pixels,
                channels,
                depth,
                a,
                driver.weightsAt(group, pc, depth, channel),
                blocks.isTransposed() ? atC : run.outputOffset + pixel * shape.outChannels() + firstChannel,
                pc == 0,
                pc + depth == shape.depth(),
                pixel,
                firstChannel);
    }

    private void multiplyPanels(int pc) {
        int depth = depth(pc);
        for (int done = 0; done < channels; done += blocks.slice()) {
            // the first rows have packed what was loose
            macroKernel.loose(done == 0 ? loose : null);
            int row = image * shape.outChannels() + group * shape.groupOutChannels() + channel + done;
            macroKernel.multiply(
                    Math.min(blocks.slice(), channels - done),
                    pixels,
                    depth,
                    driver.weightsAt(group, pc, depth, channel + done),
                    patchesAt(pc),
                    blocks.isTransposed()
                            ? atC + done * blocks.pixels()
                            : run.outputOffset + row * shape.outPixels() + pixel,
                    pc == 0,
                    pc + depth == shape.depth(),
                    row,
                    pixel);
        }
    }

    /** The block of C to where it belongs, in the other layout, image by image. */
    private void transpose() {
        int firstChannel = group * shape.groupOutChannels() + channel;
        if (!blocks.byPixels()) {
            int to = run.outputIndex(image, firstChannel, pixel);
            TRANSPOSE.transpose(channels, pixels, workspace, atC, blocks.pixels(), run.output, to, shape.outChannels());
            run.finish(image, firstChannel, channels, pixel, pixels);
            return;
        }
        int done = 0;
        while (done < pixels) {
            int of = (pixel + done) / shape.outPixels();
            int first = (pixel + done) % shape.outPixels();
            int count = Math.min(shape.outPixels() - first, pixels - done);
            int from = atC + done * blocks.channels();
            int to = run.outputIndex(of, firstChannel, first);
            TRANSPOSE.transpose(count, channels, workspace, from, blocks.channels(), run.output, to, shape.outPixels());
            run.finish(of, firstChannel, channels, first, count);
            done += count;
        }
    }
}
