package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.EpilogueKernel;
import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.packing.Operand;
import dev.lanewise.engine.parallel.Parallel;

/** A function of every element of a vector, a block at a time, which stays in L1. */
public final class UnaryRun extends SplitRun {
    /** 8 KiB. */
    private static final int BLOCK = 2048;

    private static final EpilogueKernel KERNEL = Kernels.active().epilogue();

    /** Arguments. */
    public final Operand x = new Operand();

    /** Results; may be x. */
    public final Operand y = new Operand();

    private int length;
    private EpilogueSpec function;

    /**
     * Makes a run that can be used again and again, by one caller at a time.
     *
     * @param parallel the threads
     */
    public UnaryRun(Parallel parallel) {
        super(parallel, BLOCK);
    }

    /**
     * Applies a function.
     *
     * @param count length of x and y
     * @param spec an epilogue of a function alone
     */
    public void execute(int count, EpilogueSpec spec) {
        length = count;
        function = spec;
        split(Math.ceilDiv(count, BLOCK), count);
    }

    @Override
    void run(int part, int start, int end, float[] scratch) {
        for (int block = start; block < end; block++) {
            int at = block * BLOCK;
            int count = Math.min(BLOCK, length - at);
            if (x.array() != null && y.array() != null) {
                KERNEL.map(function, count, x.array(), x.index(0, at), y.array(), y.index(0, at));
            } else if (y.array() == null) {
                x.load(0, at, 1, count, scratch, 0, count);
                KERNEL.apply(function, scratch, 0, count, 1, count, 0, 0);
                y.store(0, at, 1, count, scratch, 0, count);
            } else {
                int target = y.index(0, at);
                x.load(0, at, 1, count, y.array(), target, count);
                KERNEL.apply(function, y.array(), target, count, 1, count, 0, 0);
            }
        }
    }

    @Override
    boolean isConfined() {
        return isConfined(x) || isConfined(y);
    }

    @Override
    public void clear() {
        x.clear();
        y.clear();
        function = null;
    }
}
