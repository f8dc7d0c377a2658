package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.RotaryKernel;
import dev.lanewise.engine.packing.Operand;
import dev.lanewise.engine.parallel.Parallel;

/** A rotary embedding under way, head by head. Reused from run to run, so that runs allocate nothing. */
public final class RotaryRun extends SplitRun {
    private static final RotaryKernel KERNEL = Kernels.active().rotary();

    /** Heads, one a row. */
    public final Operand x = new Operand();

    /** Results; may be x. */
    public final Operand y = new Operand();

    private final float[][] stages;
    private RotaryTables tables;
    private int heads;
    private int tokens;
    private int[] positions;
    private int firstPosition;

    /**
     * Makes a run that can be used again and again, by one caller at a time.
     *
     * @param parallel the threads
     */
    public RotaryRun(Parallel parallel) {
        super(parallel, 0);
        stages = new float[parallel.threads()][0];
    }

    /**
     * Rotates the heads set before.
     *
     * @param angles sizes and angles
     * @param batch how many sequences
     * @param tokenCount tokens of a sequence
     * @param headCount heads of a token
     * @param of the position of each token, or null if they follow each other
     * @param first position of the first token, if so
     */
    public void execute(RotaryTables angles, int batch, int tokenCount, int headCount, int[] of, int first) {
        tables = angles;
        tokens = tokenCount;
        heads = headCount;
        positions = of;
        firstPosition = first;
        for (int i = 0; i < stages.length; i++) {
            if (stages[i].length < angles.headSize()) {
                stages[i] = new float[angles.headSize()];
            }
        }
        int rows = batch * tokens * heads;
        split(rows, (long) rows * angles.headSize());
    }

    @Override
    void run(int part, int start, int end, float[] scratch) {
        int size = tables.headSize();
        float[] stage = stages[part];
        for (int row = start; row < end; row++) {
            int angle = position(row) * (tables.cos().length / tables.positions());
            x.load(row, 0, 1, size, stage, 0, size);
            if (tables.neighbours()) {
                KERNEL.neighbours(tables.rotated() / 2, stage, 0, stage, 0, tables.cos(), tables.sin(), angle);
            } else {
                KERNEL.halves(tables.rotated() / 2, stage, 0, stage, 0, tables.cos(), tables.sin(), angle);
            }
            y.store(row, 0, 1, size, stage, 0, size);
        }
    }

    private int position(int row) {
        int sequence = row / (tokens * heads);
        int inside = row % (tokens * heads);
        int token = tables.headsFirst() ? inside % tokens : inside / heads;
        return positions == null ? firstPosition + token : positions[sequence * tokens + token];
    }

    @Override
    boolean isConfined() {
        return isConfined(x) || isConfined(y);
    }

    @Override
    public void clear() {
        x.clear();
        y.clear();
        tables = null;
        positions = null;
    }
}
