package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.EpilogueKernel;
import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.packing.PackedPanels;
import dev.lanewise.engine.parallel.Parallel;
import dev.lanewise.engine.planning.ConvCandidate;
import dev.lanewise.engine.planning.ConvPlanner;
import dev.lanewise.engine.planning.ConvProblem;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;

/** One convolution under way. Reused from run to run, so that runs allocate nothing. */
public final class ConvRun implements Run {
    private static final EpilogueKernel EPILOGUE = Kernels.active().epilogue();

    private final ConvContext[] contexts;
    private final WorkspacePool workspaces;
    private final Parallel parallel;

    ConvProblem problem;
    float[] input;
    int inputOffset;
    float[] output;
    int outputOffset;
    EpilogueSpec epilogue;

    private ConvDriver driver;
    private int units;
    private int parts;
    private float[] workspace;
    private int partFloats;

    /**
     * Makes a run that can be used again and again, by one caller at a time.
     *
     * @param parallel the threads
     * @param workspaces where workspace is leased
     */
    public ConvRun(Parallel parallel, WorkspacePool workspaces) {
        this.parallel = parallel;
        this.workspaces = workspaces;
        contexts = new ConvContext[parallel.threads()];
        for (int i = 0; i < contexts.length; i++) {
            contexts[i] = new ConvContext();
        }
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
     * @param conv plan and weights
     * @param spec what happens to the output as it is completed; channels are columns of NHWC, rows of NCHW
     */
    public void execute(PreparedConv conv, EpilogueSpec spec) {
        float[] leased = workspaces.lease(conv.plan().choice().workspaceBytes());
        try {
            execute(conv, spec, leased);
        } finally {
            workspaces.release(leased);
        }
    }

    /** The same in a workspace that the caller has leased. */
    void execute(PreparedConv conv, EpilogueSpec spec, float[] leased) {
        ConvCandidate choice = conv.plan().choice();
        problem = conv.plan().problem();
        driver = conv.driver();
        epilogue = spec;
        units = conv.units();
        parts = Math.min(choice.parts(), contexts.length);
        workspace = leased;
        partFloats = (int) (Math.max(0, choice.workspaceBytes() / Float.BYTES - ConvPlanner.LINE) / choice.parts());
        try {
            if (parts == 1) {
                run(0);
            } else {
                parallel.run(parts, this);
            }
        } finally {
            workspace = null;
        }
    }

    /** Rows, or planes, of one image of a depthwise convolution, on this thread; the images need reach no farther. */
    void depthwise(PreparedConv conv, EpilogueSpec spec, int first, int end, float[] array, int at) {
        problem = conv.plan().problem();
        epilogue = spec;
        ((DepthwiseDriver) conv.driver()).part(this, contexts[0], first, end, array, at);
    }

    @Override
    public void clear() {
        input = null;
        output = null;
        epilogue = null;
        driver = null;
        problem = null;
    }

    @Override
    public void run(int part) {
        int first = (int) ((long) units * part / parts);
        int end = (int) ((long) units * (part + 1) / parts);
        driver.run(this, contexts[part], first, end, workspace, PackedPanels.ALIGNMENT + part * partFloats);
    }

    /** Index of an element of the output. */
    int outputIndex(int image, int channel, int pixel) {
        ConvShape shape = problem.shape();
        int pixels = shape.outPixels();
        int channels = shape.outChannels();
        return outputOffset
                + (problem.out() == Layout.NHWC
                        ? (image * pixels + pixel) * channels + channel
                        : (image * channels + channel) * pixels + pixel);
    }

    /** Applies the epilogue to a block of the output that is complete otherwise. */
    void finish(int image, int firstChannel, int channels, int firstPixel, int pixels) {
        finish(epilogue, image, firstChannel, channels, firstPixel, pixels);
    }

    /** The same with what is left of the epilogue. */
    void finish(EpilogueSpec spec, int image, int firstChannel, int channels, int firstPixel, int pixels) {
        ConvShape shape = problem.shape();
        int at = outputIndex(image, firstChannel, firstPixel);
        if (problem.out() == Layout.NHWC) {
            int row = image * shape.outPixels() + firstPixel;
            EPILOGUE.apply(spec, output, at, shape.outChannels(), pixels, channels, row, firstChannel);
        } else {
            int row = image * shape.outChannels() + firstChannel;
            EPILOGUE.apply(spec, output, at, shape.outPixels(), channels, pixels, row, firstPixel);
        }
    }
}
