package dev.lanewise.engine.drivers;

import dev.lanewise.engine.parallel.Parallel;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.ConvTransposePlan;
import dev.lanewise.engine.planning.ConvTransposePlan.Part;
import dev.lanewise.engine.planning.ConvTransposeShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.engine.planning.TransposedAxis.Phase;
import java.util.List;

/**
 * One transposed convolution under way: part by part, an ordinary convolution writes its results to the workspace, epilogue
 * included, and they are spread over the output. Reused from run to run, so that runs allocate nothing.
 */
public final class ConvTransposeRun implements Run {
    /** A second thread is worth waking for so many elements to spread. */
    private static final int LEAST_ELEMENTS = 1 << 16;

    private final ConvRun conv;
    private final WorkspacePool workspaces;
    private final Parallel parallel;

    private float[] input;
    private int inputOffset;
    private float[] output;
    private int outputOffset;

    private PreparedConvTranspose prepared;
    private ConvTransposeShape shape;
    private Part part;
    private ConvShape made;
    private float[] results;
    private int firstImage;
    private int threads;

    /**
     * Makes a run that can be used again and again, by one caller at a time.
     *
     * @param parallel the threads
     * @param workspaces where workspace is leased
     */
    public ConvTransposeRun(Parallel parallel, WorkspacePool workspaces) {
        this.parallel = parallel;
        this.workspaces = workspaces;
        conv = new ConvRun(parallel, workspaces);
    }

    /**
     * Sets the images.
     *
     * @param in input
     * @param inOffset its first element
     * @param out output
     * @param outOffset its first element
     */
    public void set(float[] in, int inOffset, float[] out, int outOffset) {
        input = in;
        inputOffset = inOffset;
        output = out;
        outputOffset = outOffset;
    }

    /**
     * Convolves the images set before.
     *
     * @param transposed plan, weights and epilogue
     */
    public void execute(PreparedConvTranspose transposed) {
        ConvTransposePlan plan = transposed.plan();
        prepared = transposed;
        shape = plan.shape();
        float[] workspace = workspaces.lease(plan.workspaceBytes());
        try {
            if (plan.isDirect()) {
                conv.set(input, inputOffset, output, outputOffset);
                conv.execute(transposed.conv(0), transposed.epilogue(0), workspace);
            } else {
                results = workspace;
                for (firstImage = 0; firstImage < shape.batch(); firstImage += plan.images()) {
                    images(plan.parts());
                }
            }
        } finally {
            workspaces.release(workspace);
            results = null;
        }
    }

    @Override
    public void clear() {
        conv.clear();
        input = null;
        output = null;
        prepared = null;
        shape = null;
        part = null;
        made = null;
    }

    private void images(List<Part> parts) {
        int in = inputOffset + firstImage * (shape.inputElements() / shape.batch());
        int elements = prepared.plan().images() * (shape.outputElements() / shape.batch());
        threads = elements < LEAST_ELEMENTS ? 1 : parallel.threads();
        for (int i = 0; i < parts.size(); i++) {
            part = parts.get(i);
            if (part.conv() != null) {
                conv.set(input, in, results, part.results());
                conv.execute(prepared.conv(i), prepared.epilogue(i), results);
                made = part.conv().problem().shape();
            }
            if (threads == 1) {
                run(0);
            } else {
                parallel.run(threads, this);
            }
        }
    }

    /** Spreads a thread's rows of the results of a part. */
    @Override
    public void run(int thread) {
        List<Phase> phases = part.rows().phases();
        int columns = part.columns().phases().size();
        for (int i = 0; i < phases.size(); i++) {
            Phase rows = phases.get(i);
            int first = (int) ((long) rows.count() * thread / threads);
            int end = (int) ((long) rows.count() * (thread + 1) / threads);
            for (int image = 0; image < prepared.plan().images(); image++) {
                if (prepared.plan().out() == Layout.NHWC) {
                    pixels(rows, first, end, image, i * columns);
                } else {
                    planes(rows, first, end, image, i * columns);
                }
            }
        }
    }

    /** Rows of NHWC: the channels of a pixel lie side by side, and so do pixels of phases that follow each other. */
    private void pixels(Phase rows, int firstRow, int endRow, int image, int phase) {
        List<Phase> columns = part.columns().phases();
        int channels = shape.outChannels();
        int stride = shape.strideWidth() * channels;
        for (int row = firstRow; row < endRow; row++) {
            int outRow = (firstImage + image) * shape.outHeight() + rows.first() + row * shape.strideHeight();
            for (int i = 0; i < columns.size(); ) {
                Phase across = columns.get(i);
                int to = outputOffset + (outRow * shape.outWidth() + across.first()) * channels;
                if (part.conv() == null) {
                    copy(prepared.gap(), 0, 0, to, stride, channels, across.count());
                    i++;
                } else {
                    int pixel = (image * made.outHeight() + rows.skip() + row) * made.outWidth() + across.skip();
                    int from = part.results() + pixel * made.outChannels() + (phase + i) * channels;
                    int pixels = sideBySide(columns, i);
                    copy(results, from, made.outChannels(), to, stride, pixels * channels, across.count());
                    i += pixels;
                }
            }
        }
    }

    /** How many phases of columns from this one on are neighbours in the output, and in the results. */
    private static int sideBySide(List<Phase> columns, int first) {
        Phase one = columns.get(first);
        int count = 1;
        while (first + count < columns.size()) {
            Phase next = columns.get(first + count);
            if (next.first() != one.first() + count || next.skip() != one.skip() || next.count() != one.count()) {
                break;
            }
            count++;
        }
        return count;
    }

    private void copy(float[] from, int at, int step, int to, int stride, int length, int count) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(from, at + i * step, output, to + i * stride, length);
        }
    }

    /** Rows of NCHW: the columns of a phase lie a stride apart. */
    private void planes(Phase rows, int firstRow, int endRow, int image, int phase) {
        List<Phase> columns = part.columns().phases();
        int channels = shape.outChannels();
        for (int channel = 0; channel < channels; channel++) {
            int plane = (firstImage + image) * channels + channel;
            for (int row = firstRow; row < endRow; row++) {
                int outRow = plane * shape.outHeight() + rows.first() + row * shape.strideHeight();
                for (int i = 0; i < columns.size(); i++) {
                    Phase across = columns.get(i);
                    int to = outputOffset + outRow * shape.outWidth() + across.first();
                    if (part.conv() == null) {
                        fill(prepared.gap()[channel], to, across.count());
                    } else {
                        int resultPlane = image * made.outChannels() + (phase + i) * channels + channel;
                        int pixel = (resultPlane * made.outHeight() + rows.skip() + row) * made.outWidth();
                        spread(part.results() + pixel + across.skip(), to, across.count());
                    }
                }
            }
        }
    }

    private void spread(int from, int to, int count) {
        int stride = shape.strideWidth();
        for (int i = 0; i < count; i++) {
            output[to + i * stride] = results[from + i];
        }
    }

    private void fill(float value, int to, int count) {
        int stride = shape.strideWidth();
        for (int i = 0; i < count; i++) {
            output[to + i * stride] = value;
        }
    }
}
