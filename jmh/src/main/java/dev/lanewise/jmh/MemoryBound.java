package dev.lanewise.jmh;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.kernels.Probes;

/**
 * An operator that memory limits, and a loop that reads and writes as much. Java has no stores past the caches: a line that is written is
 * read before, by the operator and by the loop alike, and neither counts that.
 */
public final class MemoryBound {

    /** What runs, on tensors that are read and written once. Images have 64 channels of 64×64. */
    public enum Operator {
        /** One tensor to another. */
        RELU,
        /** Two tensors to a third. */
        ADD,
        /** A row that is added to rows of 1024. */
        ADD_ROW,
        /** Two tensors to a third, with much more to compute. */
        POWER,
        /** Rows of 1024. */
        LAYER_NORM,
        /** Rows of 1024. */
        RMS_NORM,
        /** Rows of 1024. */
        SOFTMAX,
        /** Rows of 1024. */
        LOG_SOFTMAX,
        /** Channels outside, by statistics that are given. */
        BATCH_NORM,
        /** Each channel of an image by itself. */
        INSTANCE_NORM,
        /** Channels two by two. */
        GROUP_NORM,
        /** Rows of 1024 to a number each. */
        SUM_OF_ROWS,
        /** The same by exponentials. */
        LOG_SUM_EXP_OF_ROWS,
        /** 256 rows to one. */
        MAX_OF_COLUMNS,
        /** Rows of 1024 to an index each. */
        ARG_MAX,
        /** Rows of 1024 to eight numbers and their indices each. */
        TOP_8,
        /** 256 tokens of 16 heads of 64, by tables that stay in a cache. */
        ROTARY,
        /** Windows of 3×3, two pixels apart, channels inside. */
        MAX_POOL_NHWC,
        /** The same, channels outside. */
        MAX_POOL_NCHW,
        /** Windows of 2×2 side by side, channels inside. */
        AVERAGE_POOL_NHWC,
        /** Images to pixels, channels inside. */
        GLOBAL_AVERAGE_POOL,
        /** Twice as large, channels inside. */
        RESIZE_NEAREST,
        /** Twice as large, channels inside. */
        RESIZE_LINEAR,
        /** Twice as large, channels outside. */
        RESIZE_LINEAR_NCHW,
        /** Twice as large, channels inside. */
        RESIZE_CUBIC,
        /** Images of 64 channels, 64×64, whose channels go inside. */
        NCHW_TO_NHWC,
        /** The same back. */
        NHWC_TO_NCHW,
        /** A pixel of zeros on each side, channels inside. */
        PAD,
        /** The left half of rows of 1024. */
        SLICE,
        /** Channels of two images, inside. */
        CONCAT,
        /** Rows of 1024 twice. */
        TILE,
        /** Rows of 1024 in another order. */
        GATHER,
        /** Channels outside, to blocks of 2×2 pixels. */
        DEPTH_TO_SPACE
    }

    private final Operator operator;
    private final int images;
    private final MemoryBoundWork work;
    private final float[] loop;

    /**
     * Makes the tensors.
     *
     * @param operator what runs
     * @param images how many there are, each of 1 MB
     * @param engine on which it runs
     */
    public MemoryBound(Operator operator, int images, Engine engine) {
        this.operator = operator;
        this.images = images;
        work = new MemoryBoundWork(operator, images, engine);
        loop = new float[images * (work.reads() + work.writes())];
    }

    /** {@return bytes that the operator must read and write: the roofline is the time of a loop that does} */
    public double bytes() {
        return (double) loop.length * Float.BYTES;
    }

    /** Runs the operator. */
    public void run() {
        work.run();
    }

    /** Reads and writes as much, but for what is no whole block. */
    public void runLoop() {
        int reads = blocks(work.reads());
        int writes = blocks(work.writes());
        if (reads == 2 * writes) {
            Probes.add(loop, 0, writes, reads, writes);
            return;
        }
        int both = Math.min(reads, writes);
        Probes.copy(loop, 0, reads, both, 1);
        if (reads > both) {
            loop[0] = Probes.read(loop, both, reads - both, 1);
        }
        for (int i = both; i < writes; i += Probes.BLOCK) {
            Probes.copy(loop, 0, reads + i, Probes.BLOCK, 1);
        }
    }

    private int blocks(int elements) {
        return images * elements / Probes.BLOCK * Probes.BLOCK;
    }

    /** Throws unless the last results are right, in the first and the last image. */
    public void requireCorrect() {
        requireCorrect(0);
        requireCorrect(images - 1);
    }

    private void requireCorrect(int image) {
        double[] expected = work.expected(image);
        for (int i = 0; i < expected.length; i++) {
            double actual = work.result(image * expected.length + i);
            if (!(Math.abs(actual - expected[i]) <= 1e-5 * Math.max(1e-3, Math.abs(expected[i])))) {
                throw new AssertionError("%s: element %d of image %d is %s; it must be %s"
                        .formatted(operator, i, image, actual, expected[i]));
            }
        }
    }

    /** Spoils a result, for a test that this is found out. */
    void spoil() {
        work.spoil();
    }
}
