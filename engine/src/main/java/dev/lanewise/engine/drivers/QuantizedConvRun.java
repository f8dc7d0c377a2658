package dev.lanewise.engine.drivers;

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
        FINISH
    }

    private final ConvRun convolution;
    private final WorkspacePool workspaces;
    private final int[][] ints;

    private ConvProblem problem;
    private ConvShape shape;
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
        super(parallel, 0);
        this.workspaces = workspaces;
        convolution = new ConvRun(parallel, workspaces);
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
     * @param from zero point of the input, scale 1
     * @param rounding what rounds results that are not exact, or the identity
     * @param to what becomes of the sums
     */
    public void execute(
            ConvProblem convProblem,
            QuantizedConvPiece[] pieces,
            long convWorkspace,
            long workspaceBytes,
            QuantizeSpec from,
            EpilogueSpec rounding,
            QuantizedConvOutput to) {
        problem = convProblem;
        shape = problem.shape();
        input = from;
        output = to;
        workspace = workspaces.lease(workspaceBytes);
        try {
            ConvShape largest = pieces[0].conv().plan().problem().shape();
            atImage = PackedPanels.ALIGNMENT + (int) (convWorkspace / Float.BYTES + LINE - 1) / LINE * LINE;
            atResult = atImage + (int) padded(largest.inputElements());
            atSums = atResult + (int) padded(largest.outputElements());
            for (int image = 0; image < shape.batch(); image++) {
                convolve(pieces, rounding);
                xAt += shape.inputElements() / shape.batch();
                yAt += shape.outputElements() / shape.batch();
            }
        } finally {
            workspaces.release(workspace);
            workspace = null;
        }
    }

    private void convolve(QuantizedConvPiece[] pieces, EpilogueSpec rounding) {
        hasSums = false;
        for (int i = 0; i < pieces.length; i++) {
            piece = pieces[i];
            ConvShape part = piece.conv().plan().problem().shape();
            step = Step.WIDEN;
            split(problem.in() == Layout.NHWC ? shape.inHeight() : part.inChannels(), part.inputElements());
            convolution.set(workspace, atImage, workspace, atResult);
            convolution.execute(piece.conv(), rounding, workspace);
            convolution.clear();
            if (i + 1 < pieces.length) {
                step = Step.ADD;
                split(shape.outHeight(), part.outputElements());
                hasSums = true;
            }
        }
        step = Step.FINISH;
        int results = shape.outputElements() / shape.batch();
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
                if (ints[part] == null || ints[part].length < output.count() + LANES) {
                    ints[part] = new int[output.count() + LANES];
                }
                if (problem.out() == Layout.NHWC) {
                    finishPixels(start, end, ints[part]);
                } else {
                    finishChannels(start, end, ints[part]);
                }
            }
        }
    }

    /** All sums, whole vectors. */
    private int results() {
        return Math.ceilDiv(shape.outputElements() / shape.batch(), LANES) * LANES;
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

    private void finishPixels(int start, int end, int[] scratch) {
        int channels = shape.outChannels();
        int results = shape.outputElements() / shape.batch();
        for (int chunk = start; chunk < end; chunk++) {
            int at = chunk * output.count();
            int count = Math.min(output.count(), results - at);
            finish(at, count, 0, scratch);
            put(output.outputs()[0], at, count, scratch, count / channels, channels, 0);
        }
    }

    private void finishChannels(int start, int end, int[] scratch) {
        int pixels = shape.outPixels();
        for (int channel = start; channel < end; channel++) {
            for (int done = 0; done < pixels; done += output.count()) {
                int at = channel * pixels + done;
                int count = Math.min(output.count(), pixels - done);
                finish(at, count, -output.bias()[channel], scratch);
                put(output.outputs()[channel], at, count, scratch, 1, count, channel);
            }
        }
    }

    private void finish(int at, int count, int zero, int[] scratch) {
        int vectors = Math.ceilDiv(count, LANES) * LANES;
        SUMS.finish(
                vectors, workspace, atResult + at, hasSums ? atSums + at : -1, zero, 0, output.columns(), 0, scratch);
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
    }
}
