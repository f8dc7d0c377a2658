package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.DepthwiseBytes;
import dev.lanewise.engine.kernels.EpilogueKernel;
import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.kernels.Int32Sums;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.QuantizeKernel;
import dev.lanewise.engine.kernels.QuantizeSpec;
import dev.lanewise.engine.packing.PackedPanels;
import dev.lanewise.engine.parallel.Parallel;
import dev.lanewise.engine.planning.ConvProblem;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.engine.planning.QuantizedBands;

/**
 * A convolution of 8-bit numbers under way, on the fp32 unit. An image is widened to floats with its zero point at 0, so that padding is
 * zeros; convolved piece by piece, each exact in floats; pieces are added up in ints; then sums go out as ints, requantised or scaled.
 */
public final class QuantizedConvRun extends SplitRun {
    private static final QuantizeKernel QUANTIZE = Kernels.active().quantize();
    private static final Int32Sums SUMS = Kernels.active().int32Sums();
    private static final EpilogueKernel EPILOGUE = Kernels.active().epilogue();
    private static final int LANES = Kernels.active().lanes();

    /** Floats of a cache line. */
    private static final int LINE = 16;

    /** What threads do now. */
    private enum Step {
        WIDEN,
        ADD,
        FINISH,
        BANDS,
        ROWS
    }

    private final ConvRun convolution;
    private final ConvRun[] ofBands;
    private final WorkspacePool workspaces;
    private final int[][] ints;

    private ConvProblem problem;
    private ConvShape shape;
    /** How the input is widened; of rows of bytes, how the output is narrowed. */
    private QuantizeSpec input;

    private QuantizedConvOutput output;
    private QuantizedConvPiece piece;
    private byte[] x;
    private int xAt;
    private byte[] bytes;
    private int[] sums;
    private float[] floats;
    private int yAt;
    private Step step;
    private float[] workspace;
    private QuantizedBands bands;
    private QuantizedDepthwise depthwise;
    private EpilogueSpec epilogue;
    private int atImage;
    private int atResult;
    private int atSums;
    private boolean hasSums;

    /**
     * Makes a run that can be used again and again, by one caller at a time.
     *
     * @param parallel the threads
     * @param workspaces where workspace is leased
     */
    public QuantizedConvRun(Parallel parallel, WorkspacePool workspaces) {
        super(parallel, DepthwiseBytes.SCRATCH);
        this.workspaces = workspaces;
        convolution = new ConvRun(parallel, workspaces);
        ofBands = new ConvRun[parallel.threads()];
        for (int i = 0; i < ofBands.length; i++) {
            ofBands[i] = new ConvRun(Parallel.onCaller(), workspaces);
        }
        ints = new int[parallel.threads()][];
    }

    /**
     * Workspace beside that of the pieces: an image as floats, its result, and sums where there are several pieces.
     *
     * @param piece sizes of a piece, one image
     * @param pieces how many
     * @return bytes
     */
    public static long stageBytes(ConvShape piece, int pieces) {
        long result = padded(piece.outputElements());
        return (padded(piece.inputElements()) + result + (pieces > 1 ? result : 0) + 2 * LINE) * Float.BYTES;
    }

    /**
     * Workspace of bands, for all threads.
     *
     * @param bands the cut
     * @param threads how many threads
     * @return bytes
     */
    public static long bandBytes(QuantizedBands bands, int threads) {
        return ((long) bands.floats() * threads + 2 * LINE) * Float.BYTES;
    }

    private static long padded(int floats) {
        return ((long) floats + LANES + LINE - 1) / LINE * LINE;
    }

    /**
     * Sets the images.
     *
     * @param in input
     * @param inOffset its first element
     * @param out output, a byte[], int[] or float[]
     * @param outOffset its first element
     */
    public void set(byte[] in, int inOffset, Object out, int outOffset) {
        x = in;
        xAt = inOffset;
        bytes = out instanceof byte[] array ? array : null;
        sums = out instanceof int[] array ? array : null;
        floats = out instanceof float[] array ? array : null;
        yAt = outOffset;
    }

    /**
     * Convolves the images set before.
     *
     * @param convProblem sizes and layouts
     * @param pieces parts of the sums
     * @param convWorkspace bytes that the largest of them needs
     * @param workspaceBytes bytes of all workspace
     * @param cut bands of a depthwise convolution, or null
     * @param from zero point of the input, scale 1
     * @param spec what rounds results that are not exact, or adds a bias to those that are
     * @param to what becomes of the sums
     */
    public void execute(
            ConvProblem convProblem,
            QuantizedConvPiece[] pieces,
            long convWorkspace,
            long workspaceBytes,
            QuantizedBands cut,
            QuantizeSpec from,
            EpilogueSpec spec,
            QuantizedConvOutput to) {
        problem = convProblem;
        shape = problem.shape();
        input = from;
        output = to;
        hasSums = false;
        bands = cut;
        epilogue = spec;
        workspace = workspaces.lease(workspaceBytes);
        try {
            ConvShape largest = pieces[0].conv().plan().problem().shape();
            atImage = PackedPanels.ALIGNMENT + (int) (convWorkspace / Float.BYTES + LINE - 1) / LINE * LINE;
            atResult = atImage + (int) padded(largest.inputElements());
            atSums = atResult + (int) padded(largest.outputElements());
            for (int image = 0; image < shape.batch(); image++) {
                if (bands == null) {
                    convolve(pieces);
                } else {
                    piece = pieces[0];
                    step = Step.BANDS;
                    split(bands.count(), shape.inputElements() / shape.batch());
                }
                xAt += shape.inputElements() / shape.batch();
                yAt += shape.outputElements() / shape.batch();
            }
        } finally {
            workspaces.release(workspace);
            workspace = null;
        }
    }

    /**
     * Convolves the images set before from bytes to bytes, without workspace.
     *
     * @param convProblem sizes and layouts
     * @param prepared the convolution
     * @param to factors
     */
    public void execute(ConvProblem convProblem, QuantizedDepthwise prepared, QuantizeSpec to) {
        problem = convProblem;
        shape = problem.shape();
        depthwise = prepared;
        input = to;
        step = Step.ROWS;
        split(shape.batch() * shape.outHeight(), shape.inputElements());
    }

    private void convolve(QuantizedConvPiece[] pieces) {
        hasSums = false;
        for (int i = 0; i < pieces.length; i++) {
            piece = pieces[i];
            ConvShape part = piece.conv().plan().problem().shape();
            step = Step.WIDEN;
            split(problem.in() == Layout.NHWC ? shape.inHeight() : part.inChannels(), part.inputElements());
            convolution.set(workspace, atImage, workspace, atResult);
            convolution.execute(piece.conv(), epilogue, workspace);
            convolution.clear();
            if (i + 1 < pieces.length) {
                step = Step.ADD;
                split(shape.outHeight(), part.outputElements());
                hasSums = true;
            }
        }
        step = Step.FINISH;
        int results = elements();
        split(problem.out() == Layout.NHWC ? Math.ceilDiv(results, output.count()) : shape.outChannels(), results);
    }

    @Override
    void run(int part, int start, int end, float[] scratch) {
        switch (step) {
            case WIDEN -> widen(start, end);
            case ADD -> {
                int row = rowOfSums();
                int first = Math.min(row * start, results());
                int last = Math.min(row * end, results());
                SUMS.add(last - first, workspace, atResult + first, atSums + first, !hasSums);
            }
            case FINISH -> {
                if (problem.out() == Layout.NHWC) {
                    finishPixels(start * output.count(), Math.min(end * output.count(), elements()), atResult, part);
                } else {
                    finishChannels(start, end, atResult, part);
                }
            }
            case ROWS -> {
                int height = shape.outHeight();
                for (int row = start; row < end; row++) {
                    int from = xAt + row / height * (shape.inputElements() / shape.batch());
                    int to = yAt + row / height * elements();
                    depthwise.row(row % height, x, from, input, bytes, to, scratch);
                }
            }
            case BANDS -> {
                int at = PackedPanels.ALIGNMENT + part * bands.floats();
                for (int band = start; band < end; band++) {
                    band(band, at, ofBands[part], part);
                }
            }
        }
    }

    /** Widens, convolves and finishes a band, which lies in the workspace as the image of which it is a part would. */
    private void band(int band, int at, ConvRun conv, int part) {
        int from = bands.firstInput(band);
        QUANTIZE.dequantize(bands.endInput(band) - from, x, xAt + from, input, 0, workspace, at);
        int first = bands.firstOutput(band);
        int result = at + bands.inputFloats() - first;
        conv.set(workspace, at - from, workspace, result);
        conv.depthwise(
                piece.conv(),
                epilogue,
                bands.first(band),
                bands.first(band + 1),
                workspace,
                at + bands.inputFloats() + bands.outputFloats());
        conv.clear();
        if (problem.out() == Layout.NHWC) {
            finishPixels(first, bands.firstOutput(band + 1), result, part);
        } else {
            finishChannels(bands.first(band), bands.first(band + 1), result, part);
        }
    }

    private int elements() {
        return shape.outputElements() / shape.batch();
    }

    /** All sums, whole vectors. */
    private int results() {
        return Math.ceilDiv(elements(), LANES) * LANES;
    }

    /** Sums of a unit, whole vectors. */
    private int rowOfSums() {
        return Math.ceilDiv(results(), shape.outHeight() * LANES) * LANES;
    }

    private void widen(int start, int end) {
        int width = shape.inWidth();
        int all = shape.groupInChannels();
        int plane = shape.inHeight() * width;
        if (problem.in() == Layout.NCHW) {
            for (int channel = start; channel < end; channel++) {
                int from = channel / piece.channels() * all + piece.firstChannel() + channel % piece.channels();
                QUANTIZE.dequantize(plane, x, xAt + from * plane, input, 0, workspace, atImage + channel * plane);
            }
            return;
        }
        if (piece.channels() == all) {
            int row = width * shape.inChannels();
            int first = start * row;
            QUANTIZE.dequantize((end - start) * row, x, xAt + first, input, 0, workspace, atImage + first);
            return;
        }
        int runs = width * shape.groups();
        for (int i = start * runs; i < end * runs; i++) {
            QUANTIZE.dequantize(
                    piece.channels(),
                    x,
                    xAt + i * all + piece.firstChannel(),
                    input,
                    0,
                    workspace,
                    atImage + i * piece.channels());
        }
    }

    /** Elements from the first of a pixel on; results are there from an index on that the first of all would have. */
    private void finishPixels(int first, int end, int result, int part) {
        int channels = shape.outChannels();
        for (int at = first; at < end; at += output.count()) {
            int count = Math.min(output.count(), end - at);
            finish(output.outputs()[0], at, count, result, 0, part, count / channels, channels, 0);
        }
    }

    private void finishChannels(int first, int end, int result, int part) {
        int pixels = shape.outPixels();
        for (int channel = first; channel < end; channel++) {
            for (int done = 0; done < pixels; done += output.count()) {
                int at = channel * pixels + done;
                int count = Math.min(output.count(), pixels - done);
                int bias = output.bias()[channel];
                finish(output.outputs()[channel], at, count, result, bias, part, 1, count, channel);
            }
        }
    }

    private void finish(Int8Output to, int at, int count, int result, int bias, int part, int rows, int cols, int row) {
        if (output.areFloats()) {
            QUANTIZE.requantize(count, workspace, result + at, to.spec(), 0, bytes, yAt + at);
            return;
        }
        if (ints[part] == null || ints[part].length < output.count() + LANES) {
            ints[part] = new int[output.count() + LANES];
        }
        SUMS.finish(
                Math.ceilDiv(count, LANES) * LANES,
                workspace,
                result + at,
                hasSums ? atSums + at : -1,
                -bias,
                0,
                output.columns(),
                0,
                ints[part]);
        put(to, at, count, ints[part], rows, cols, row);
    }

    private void put(Int8Output to, int at, int count, int[] scratch, int rows, int cols, int row) {
        switch (to.kind()) {
            case INTS -> System.arraycopy(scratch, 0, sums, yAt + at, count);
            case BYTES -> {
                if (to.fixed() != null) {
                    QUANTIZE.requantize(count, scratch, 0, to.fixed(), to.spec(), 0, bytes, yAt + at);
                } else {
                    QUANTIZE.requantize(count, scratch, 0, 1, to.spec(), 0, bytes, yAt + at);
                }
            }
            case FLOATS -> {
                QUANTIZE.scale(count, scratch, 0, 1, to.spec(), 0, floats, yAt + at);
                EPILOGUE.apply(to.epilogue(), floats, yAt + at, cols, rows, cols, row, 0);
            }
        }
    }

    @Override
    boolean isConfined() {
        return false;
    }

    @Override
    public void clear() {
        x = null;
        bytes = null;
        sums = null;
        floats = null;
        problem = null;
        shape = null;
        input = null;
        output = null;
        piece = null;
        bands = null;
        depthwise = null;
        epilogue = null;
    }
}
