package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.ActivationKind;
import dev.lanewise.engine.kernels.BinaryKernel;
import dev.lanewise.engine.kernels.BinaryKind;
import dev.lanewise.engine.kernels.EpilogueKernel;
import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.RowKernel;
import dev.lanewise.engine.kernels.ScalarActivation;
import dev.lanewise.engine.packing.Operand;
import dev.lanewise.engine.parallel.Parallel;
import java.util.Arrays;

/**
 * Reductions: of rows where the innermost loop is reduced, else of columns, as many of them side by side as scratch holds. Stretches of rows,
 * and elements of columns, are taken in order.
 */
public final class ReduceRun extends SplitRun {
    /** Columns taken together. */
    private static final int COLUMNS = 512;

    // where columns' numbers lie in scratch
    private static final int AT_X = COLUMNS;
    private static final int AT_LIMIT = 2 * COLUMNS;

    /** Where a changed stretch of a row lies in scratch, behind the stretch itself. */
    private static final int AT_CHANGED = Rows.SCRATCH;

    private static final EpilogueSpec ABS = function(ActivationKind.ABS);
    private static final EpilogueSpec NEG = function(ActivationKind.NEG);
    private static final EpilogueSpec EXP = function(ActivationKind.EXP);

    private static final RowKernel ROWS = Kernels.active().row();
    private static final BinaryKernel PAIRS = Kernels.active().binary();
    private static final EpilogueKernel FUNCTIONS = Kernels.active().epilogue();

    /** Arguments. */
    public final Operand x = new Operand();

    /** Results. */
    public final Operand y = new Operand();

    private final ReduceShape shape = new ReduceShape();
    private ReductionKind kind;
    private int inner;
    private int strips;
    private int rounds;
    private int count;

    /**
     * Makes a run that can be used again and again, by one caller at a time.
     *
     * @param parallel the threads
     */
    public ReduceRun(Parallel parallel) {
        super(parallel, AT_CHANGED + Rows.STRETCH);
    }

    private static EpilogueSpec function(ActivationKind kind) {
        return new EpilogueSpec(1, null, null, null, 0, 0, kind, 0, 0);
    }

    /**
     * Reduces.
     *
     * @param what what becomes of the elements
     * @param sizes of the tensor, outermost first
     * @param axes a set bit for every dimension that is reduced
     * @param elements of the tensor
     * @param results of the result
     */
    public void execute(ReductionKind what, int[] sizes, int axes, int elements, int results) {
        kind = what;
        if (results == 0) {
            return;
        }
        count = elements == 0 ? 0 : elements / results;
        shape.set(sizes, axes);
        inner = shape.inner();
        rounds = elements == 0 ? 0 : shape.rounds(true);
        strips = shape.isInnerReduced() ? 1 : Math.ceilDiv(inner, COLUMNS);
        split(shape.rounds(false) * strips, elements);
    }

    @Override
    void run(int part, int start, int end, float[] scratch) {
        for (int unit = start; unit < end; unit++) {
            if (shape.isInnerReduced()) {
                scratch[0] = row(shape.offset(false, unit), scratch);
                y.store(0, unit, 1, 1, scratch, 0, 1);
            } else {
                int row = unit / strips;
                int strip = unit % strips * COLUMNS;
                int some = Math.min(COLUMNS, inner - strip);
                columns(shape.offset(false, row) + strip, some, scratch);
                y.store(0, row * inner + strip, 1, some, scratch, 0, some);
            }
        }
    }

    private float row(int at, float[] scratch) {
        float limit = kind == ReductionKind.LOG_SUM_EXP ? Float.NEGATIVE_INFINITY : 0;
        for (int round = 0; round < rounds && kind == ReductionKind.LOG_SUM_EXP; round++) {
            limit = Math.max(limit, Rows.max(x, at + shape.offset(true, round), inner, scratch));
        }
        float result = identity();
        for (int round = 0; round < rounds && Float.isFinite(limit); round++) {
            int first = at + shape.offset(true, round);
            for (int done = 0; done < inner; done += Rows.STRETCH) {
                int some = Math.min(Rows.STRETCH, inner - done);
                float[] from = Rows.array(x, first + done, some, scratch);
                result = combine(result, stretch(some, from, Rows.index(x, first + done), limit, scratch));
            }
        }
        return finish(result, limit);
    }

    private float identity() {
        return switch (kind) {
            case MAX -> Float.NEGATIVE_INFINITY;
            case MIN -> Float.POSITIVE_INFINITY;
            case PRODUCT -> 1;
            default -> 0;
        };
    }

    private float combine(float a, float b) {
        return switch (kind) {
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
            case PRODUCT -> a * b;
            default -> a + b;
        };
    }

    private float finish(float result, float limit) {
        return switch (kind) {
            case MEAN -> result / count;
            case L2 -> (float) Math.sqrt(result);
            case LOG_SUM -> log(result);
            case LOG_SUM_EXP -> Float.isFinite(limit) ? limit + log(result) : limit;
            default -> result;
        };
    }

    private static float log(float value) {
        return ScalarActivation.apply(ActivationKind.LOG, 0, 0, value);
    }

    private float stretch(int some, float[] from, int at, float limit, float[] scratch) {
        return switch (kind) {
            case MAX -> ROWS.max(some, from, at);
            case L2, SUM_OF_SQUARES -> ROWS.sumOfSquares(some, from, at, 0, scratch);
            case MIN -> {
                // the smallest is the largest of the negatives, zeros and NaN included
                change(NEG, some, from, at, scratch);
                yield -ROWS.max(some, scratch, AT_CHANGED);
            }
            case L1 -> {
                change(ABS, some, from, at, scratch);
                yield ROWS.sum(some, scratch, AT_CHANGED, scratch);
            }
            case LOG_SUM_EXP -> {
                ROWS.expBelow(some, from, at, limit, scratch, AT_CHANGED);
                yield ROWS.sum(some, scratch, AT_CHANGED, scratch);
            }
            case PRODUCT -> product(some, from, at, scratch);
            default -> ROWS.sum(some, from, at, scratch);
        };
    }

    private static void change(EpilogueSpec function, int some, float[] from, int at, float[] scratch) {
        System.arraycopy(from, at, scratch, AT_CHANGED, some);
        FUNCTIONS.apply(function, scratch, AT_CHANGED, some, 1, some, 0, 0);
    }

    /** The second half on the first, until one is left. */
    private static float product(int some, float[] from, int at, float[] scratch) {
        System.arraycopy(from, at, scratch, AT_CHANGED, some);
        for (int left = some; left > 1; ) {
            int half = Math.ceilDiv(left, 2);
            int second = AT_CHANGED + half;
            PAIRS.apply(BinaryKind.MULTIPLY, left - half, scratch, AT_CHANGED, scratch, second, scratch, AT_CHANGED);
            left = half;
        }
        return scratch[AT_CHANGED];
    }

    private void columns(int at, int some, float[] scratch) {
        Arrays.fill(scratch, 0, some, identity());
        boolean exp = kind == ReductionKind.LOG_SUM_EXP;
        Arrays.fill(scratch, AT_LIMIT, AT_LIMIT + some, exp ? Float.NEGATIVE_INFINITY : 0);
        for (int round = 0; round < rounds && exp; round++) {
            x.load(0, at + shape.offset(true, round), 1, some, scratch, AT_X, some);
            PAIRS.apply(BinaryKind.MAX, some, scratch, AT_LIMIT, scratch, AT_X, scratch, AT_LIMIT);
        }
        BinaryKind pair = pair();
        for (int round = 0; round < rounds; round++) {
            int first = at + shape.offset(true, round);
            if (x.array() != null && !isChanged()) {
                PAIRS.apply(pair, some, scratch, 0, x.array(), x.index(0, first), scratch, 0);
            } else {
                x.load(0, first, 1, some, scratch, AT_X, some);
                change(some, scratch);
                PAIRS.apply(pair, some, scratch, 0, scratch, AT_X, scratch, 0);
            }
        }
        for (int i = 0; i < some; i++) {
            scratch[i] = finish(scratch[i], scratch[AT_LIMIT + i]);
        }
    }

    private BinaryKind pair() {
        return switch (kind) {
            case MAX -> BinaryKind.MAX;
            case MIN -> BinaryKind.MIN;
            case PRODUCT -> BinaryKind.MULTIPLY;
            default -> BinaryKind.ADD;
        };
    }

    /** Whether it is not the elements themselves that are combined. */
    private boolean isChanged() {
        return switch (kind) {
            case L1, L2, SUM_OF_SQUARES, LOG_SUM_EXP -> true;
            default -> false;
        };
    }

    private void change(int some, float[] scratch) {
        switch (kind) {
            case L1 -> FUNCTIONS.apply(ABS, scratch, AT_X, some, 1, some, 0, 0);
            case L2, SUM_OF_SQUARES ->
                PAIRS.apply(BinaryKind.MULTIPLY, some, scratch, AT_X, scratch, AT_X, scratch, AT_X);
            case LOG_SUM_EXP -> {
                PAIRS.apply(BinaryKind.SUBTRACT, some, scratch, AT_X, scratch, AT_LIMIT, scratch, AT_X);
                FUNCTIONS.apply(EXP, scratch, AT_X, some, 1, some, 0, 0);
            }
            default -> {}
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
    }
}
