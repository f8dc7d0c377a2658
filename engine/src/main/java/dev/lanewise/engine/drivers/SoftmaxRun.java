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
 * Softmax and log-softmax along a dimension: rows where its elements are neighbours, else columns, as many of them side by side
 * as scratch holds.
 */
public final class SoftmaxRun extends SplitRun {
    /** Columns taken together. */
    private static final int COLUMNS = 512;

    // where columns' numbers lie in scratch
    private static final int AT_LIMIT = COLUMNS;
    private static final int AT_SUM = 2 * COLUMNS;
    private static final int AT_EXP = 3 * COLUMNS;

    private static final EpilogueSpec EXP = function(ActivationKind.EXP);
    private static final EpilogueSpec LOG = function(ActivationKind.LOG);

    private static final RowKernel ROWS = Kernels.active().row();
    private static final BinaryKernel PAIRS = Kernels.active().binary();
    private static final EpilogueKernel FUNCTIONS = Kernels.active().epilogue();

    /** Arguments. */
    public final Operand x = new Operand();

    /** Results; may be x. */
    public final Operand y = new Operand();

    private boolean log;
    private int length;
    private int inner;
    private int strips;

    /**
     * Makes a run that can be used again and again, by one caller at a time.
     *
     * @param parallel the threads
     */
    public SoftmaxRun(Parallel parallel) {
        super(parallel, Math.max(4 * COLUMNS, Rows.SCRATCH));
    }

    private static EpilogueSpec function(ActivationKind kind) {
        return new EpilogueSpec(1, null, null, null, 0, 0, kind, 0, 0);
    }

    /**
     * Computes outer·inner softmaxes.
     *
     * @param logarithm whether log-softmax is wanted
     * @param outer how many blocks of length·inner elements there are
     * @param along length of a softmax
     * @param stride elements from one to the next, which is how many softmaxes interleave
     */
    public void execute(boolean logarithm, int outer, int along, int stride) {
        if (along == 0) {
            return;
        }
        log = logarithm;
        length = along;
        inner = stride;
        strips = Math.ceilDiv(stride, COLUMNS);
        split(outer * strips, (long) outer * along * stride);
    }

    @Override
    void run(int part, int start, int end, float[] scratch) {
        if (inner == 1) {
            rows(start, end, scratch);
            return;
        }
        for (int unit = start; unit < end; unit++) {
            int strip = unit % strips * COLUMNS;
            columns(unit / strips * length * inner + strip, Math.min(COLUMNS, inner - strip), scratch);
        }
    }

    private void rows(int start, int end, float[] scratch) {
        for (int row = start; row < end; row++) {
            row(row * length, scratch);
        }
    }

    private void row(int at, float[] scratch) {
        float limit = Rows.limit(x, at, length, scratch);
        float sum = 0;
        for (int done = 0; done < length; done += Rows.STRETCH) {
            int count = Math.min(Rows.STRETCH, length - done);
            float[] from = Rows.array(x, at + done, count, scratch);
            float[] to = log ? scratch : Rows.target(y, scratch);
            int index = log ? RowKernel.PARTIALS : Rows.index(y, at + done);
            sum += ROWS.sumExpBelow(count, from, Rows.index(x, at + done), limit, to, index, scratch);
            if (!log) {
                Rows.store(y, at + done, count, scratch);
            }
        }
        if (log) {
            finish(x, at, limit, 1, ScalarActivation.apply(ActivationKind.LOG, 0, 0, sum), scratch);
        } else {
            finish(y, at, 0, 1 / sum, 0, scratch);
        }
    }

    /** y = (source − center)·factor − term. */
    private void finish(Operand source, int at, float center, float factor, float term, float[] scratch) {
        for (int done = 0; done < length; done += Rows.STRETCH) {
            int count = Math.min(Rows.STRETCH, length - done);
            float[] from = Rows.array(source, at + done, count, scratch);
            float[] to = Rows.target(y, scratch);
            int index = Rows.index(y, at + done);
            ROWS.affine(count, from, Rows.index(source, at + done), center, factor, -term, to, index);
            Rows.store(y, at + done, count, scratch);
        }
    }

    private void columns(int at, int count, float[] scratch) {
        Arrays.fill(scratch, AT_LIMIT, AT_LIMIT + count, Float.NEGATIVE_INFINITY);
        Arrays.fill(scratch, AT_SUM, AT_SUM + count, 0f);
        for (int i = 0; i < length; i++) {
            x.load(0, at + i * inner, 1, count, scratch, 0, count);
            PAIRS.apply(BinaryKind.MAX, count, scratch, AT_LIMIT, scratch, 0, scratch, AT_LIMIT);
        }
        for (int i = 0; i < length; i++) {
            x.load(0, at + i * inner, 1, count, scratch, 0, count);
            PAIRS.apply(BinaryKind.SUBTRACT, count, scratch, 0, scratch, AT_LIMIT, scratch, 0);
            System.arraycopy(scratch, 0, scratch, AT_EXP, count);
            FUNCTIONS.apply(EXP, scratch, AT_EXP, count, 1, count, 0, 0);
            PAIRS.apply(BinaryKind.ADD, count, scratch, AT_SUM, scratch, AT_EXP, scratch, AT_SUM);
            y.store(0, at + i * inner, 1, count, scratch, log ? 0 : AT_EXP, count);
        }
        if (log) {
            FUNCTIONS.apply(LOG, scratch, AT_SUM, count, 1, count, 0, 0);
        }
        for (int i = 0; i < length; i++) {
            y.load(0, at + i * inner, 1, count, scratch, 0, count);
            BinaryKind last = log ? BinaryKind.SUBTRACT : BinaryKind.DIVIDE;
            PAIRS.apply(last, count, scratch, 0, scratch, AT_SUM, scratch, 0);
            y.store(0, at + i * inner, 1, count, scratch, 0, count);
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
