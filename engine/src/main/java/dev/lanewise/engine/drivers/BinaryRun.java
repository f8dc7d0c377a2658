package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.BinaryKernel;
import dev.lanewise.engine.kernels.BinaryKind;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.packing.Operand;
import dev.lanewise.engine.parallel.Parallel;
import java.util.Arrays;

/**
 * A function of two operands whose shapes are broadcast. A block of results at a time; an operand that does not lie as they do
 * is spread out in scratch first, which stays in L1.
 */
public final class BinaryRun extends SplitRun {
    /** 8 KiB of each operand and of the result. */
    private static final int BLOCK = 2048;

    /** Rows from this length on are computed one by one, and read where they lie. */
    private static final int LONG_ROW = 256;

    // where they lie in scratch
    private static final int AT_Y = 2 * BLOCK;

    private static final BinaryKernel KERNEL = Kernels.active().binary();

    /** Left operands. */
    public final Operand a = new Operand();

    /** Right operands. */
    public final Operand b = new Operand();

    /** Results; may be an operand of the same shape. */
    public final Operand y = new Operand();

    private final BroadcastShape shape = new BroadcastShape();
    private int length;
    private BinaryKind kind;

    /**
     * Makes a run that can be used again and again, by one caller at a time.
     *
     * @param parallel the threads
     */
    public BinaryRun(Parallel parallel) {
        super(parallel, 3 * BLOCK);
    }

    /**
     * Applies a function.
     *
     * @param function which
     * @param shapeA sizes of a, outermost first
     * @param shapeB sizes of b; fits a's
     * @param count elements of the result
     */
    public void execute(BinaryKind function, int[] shapeA, int[] shapeB, int count) {
        if (count > 0) {
            kind = function;
            length = count;
            shape.set(shapeA, shapeB);
            split(Math.ceilDiv(count, BLOCK), count);
        }
    }

    @Override
    void run(int part, int start, int end, float[] scratch) {
        int row = shape.row();
        int last = (int) Math.min(length, (long) end * BLOCK);
        for (int at = start * BLOCK; at < last; ) {
            int count = Math.min(BLOCK, last - at);
            if (row >= LONG_ROW) {
                count = Math.min(count, row - at % row);
            }
            block(at, count, scratch);
            at += count;
        }
    }

    private void block(int at, int count, float[] scratch) {
        boolean directA = isDirect(a, 0, at, count);
        boolean directB = isDirect(b, 1, at, count);
        if (!directA) {
            spread(a, 0, at, count, scratch, 0);
        }
        if (!directB) {
            spread(b, 1, at, count, scratch, BLOCK);
        }
        KERNEL.apply(
                kind,
                count,
                directA ? a.array() : scratch,
                directA ? a.index(0, shape.element(0, at)) : 0,
                directB ? b.array() : scratch,
                directB ? b.index(0, shape.element(1, at)) : BLOCK,
                y.array() != null ? y.array() : scratch,
                y.array() != null ? y.index(0, at) : AT_Y);
        if (y.array() == null) {
            y.store(0, at, 1, count, scratch, AT_Y, count);
        }
    }

    /** Whether the operands of a block are neighbours in an array. */
    private boolean isDirect(Operand operand, int number, int at, int count) {
        boolean inRow = at % shape.row() + count <= shape.row();
        return operand.array() != null && shape.movesInRow(number) && (inRow || shape.isWhole(number));
    }

    private void spread(Operand operand, int number, int at, int count, float[] scratch, int to) {
        for (int done = 0; done < count; ) {
            int row = shape.row();
            int some = Math.min(count - done, row - (at + done) % row);
            int from = shape.element(number, at + done);
            if (shape.movesInRow(number)) {
                operand.load(0, from, 1, some, scratch, to + done, some);
            } else {
                operand.load(0, from, 1, 1, scratch, to + done, 1);
                Arrays.fill(scratch, to + done, to + done + some, scratch[to + done]);
            }
            done += some;
        }
    }

    @Override
    boolean isConfined() {
        return isConfined(a) || isConfined(b) || isConfined(y);
    }

    @Override
    public void clear() {
        a.clear();
        b.clear();
        y.clear();
    }
}
