package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.packing.NarrowWeights;
import dev.lanewise.engine.packing.Operand;
import dev.lanewise.engine.parallel.Parallel;

/** A few rows times low-precision weights under way; threads take rows of W. */
public final class WeightOnlyRun extends SplitRun {
    /** Rows of W in a unit of work. */
    private static final int UNIT = NarrowWeights.MULTIPLIED_ROWS;

    /** X, m×cols. */
    public final Operand x = new Operand();

    /** Y, m×rows. */
    public final Operand y = new Operand();

    /** Whether rows of W are visited from the last to the first, as {@link GemmRun#backwards} says. */
    boolean backwards;

    private final WeightOnlyDriver[] drivers;
    private NarrowWeights weights;
    private int m;
    private EpilogueSpec epilogue;

    /**
     * Makes a run that can be used again and again, by one caller at a time.
     *
     * @param parallel the threads
     */
    public WeightOnlyRun(Parallel parallel) {
        super(parallel, 0);
        drivers = new WeightOnlyDriver[parallel.threads()];
        for (int i = 0; i < drivers.length; i++) {
            drivers[i] = new WeightOnlyDriver();
        }
    }

    /**
     * Computes {@code Y = epilogue(X·Wᵀ)} for the operands set before.
     *
     * @param batch rows of X, at most {@link WeightOnlyDriver#MOST_ROWS}
     * @param w weights
     * @param spec what happens to Y as it is completed
     */
    public void execute(int batch, NarrowWeights w, EpilogueSpec spec) {
        m = batch;
        weights = w;
        epilogue = spec;
        split(Math.ceilDiv(w.rows(), UNIT), (long) w.rows() * w.cols() * batch);
    }

    @Override
    void run(int part, int start, int end, float[] scratch) {
        int last = Math.min(weights.rows(), end * UNIT);
        drivers[part].backwards = backwards;
        drivers[part].multiply(weights, start * UNIT, last, m, x, false, y, epilogue);
    }

    @Override
    boolean isConfined() {
        return isConfined(x) || isConfined(y) || Operand.isConfined(weights.segment());
    }

    @Override
    public void clear() {
        x.clear();
        y.clear();
        weights = null;
        epilogue = null;
        backwards = false;
    }
}
