package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.packing.NarrowWeights;
import dev.lanewise.engine.packing.Operand;
import dev.lanewise.engine.parallel.Parallel;
import dev.lanewise.engine.planning.GemmPlan;
import java.util.Arrays;

/**
 * A recurrent layer under way: a block of steps at a time, the products of all their inputs as one, then step by step the product
 * of the states and the gates. Reused from run to run, so that runs allocate nothing.
 */
public final class RecurrentRun extends SplitRun {
    /** Inputs. */
    public final Operand x = new Operand();

    /** States, read first and written last; need not be set. */
    public final Operand hidden = new Operand();

    /** Memories, read first and written last; need not be set. */
    public final Operand cell = new Operand();

    /** States after every step; need not be set. */
    public final Operand y = new Operand();

    private final RecurrentSpace space = new RecurrentSpace();
    private final GemmRun product;
    private final WeightOnlyRun narrowProduct;
    private final Operand left = new Operand();
    private final WorkspacePool workspaces;
    private final ProductPlans plans;

    private RecurrentLayer layer;
    private RecurrentWeights weights;
    private int number;
    private int steps;
    private int batch;
    private int[] lengths;
    private int longest;
    private float[] s;

    // what a step sets
    private int step;
    private int sums;
    private boolean again;
    private boolean fromEnd;

    /**
     * Makes a run that can be used again and again, by one caller at a time.
     *
     * @param parallel the threads
     * @param workspaces where workspace is leased
     * @param plans where plans of products come from
     */
    public RecurrentRun(Parallel parallel, WorkspacePool workspaces, ProductPlans plans) {
        super(parallel, 0);
        this.workspaces = workspaces;
        this.plans = plans;
        product = new GemmRun(parallel, workspaces);
        narrowProduct = new WeightOnlyRun(parallel);
    }

    /**
     * Runs the layer on the operands set before.
     *
     * @param prepared the layer
     * @param allSteps steps that there is room for
     * @param sequences sequences side by side
     * @param lengthOf steps of each sequence, or null if all are full
     */
    public void execute(RecurrentLayer prepared, int allSteps, int sequences, int[] lengthOf) {
        if (sequences == 0) {
            return;
        }
        layer = prepared;
        steps = allSteps;
        batch = sequences;
        lengths = lengthOf;
        longest = lengths == null ? steps : 0;
        for (int b = 0; b < batch && lengths != null; b++) {
            longest = Math.max(longest, lengths[b]);
        }
        boolean gathered = !isInPlace();
        space.layOut(layer, plans, longest, batch, gathered, workspaces.limit());
        s = workspaces.lease(space.bytes());
        try {
            for (number = 0; number < layer.directions().size(); number++) {
                weights = layer.directions().get(number);
                direction(gathered);
            }
        } finally {
            workspaces.release(s);
            s = null;
        }
    }

    /** Whether the inputs of a step lie side by side in an array, and those of the next step behind or before them. */
    private boolean isInPlace() {
        boolean even = true;
        for (int b = 0; b < batch && lengths != null; b++) {
            even &= lengths[b] == longest;
        }
        boolean backwards = false;
        for (int d = 0; d < layer.directions().size(); d++) {
            backwards |= layer.directions().get(d).reversed();
        }
        return x.array() != null && (even || !backwards) && (!layer.batchFirst() || batch == 1 || steps == 1);
    }

    private void direction(boolean gathered) {
        move(hidden, space.state, layer.outputSize(), layer.outputLength(), true);
        if (layer.remembers()) {
            move(cell, space.cell, layer.hiddenSize(), layer.gateLength(), true);
        }
        for (int first = 0; first < longest; first += space.steps) {
            int count = Math.min(space.steps, longest - first);
            multiplyInputs(first, count, gathered);
            for (step = first; step < first + count; step++) {
                // what the step before has read last is still in L2
                fromEnd = step % 2 == 1;
                boolean mirrored = weights.reversed() && !gathered;
                int row = mirrored ? first + count - 1 - step : step - first;
                sums = space.sums + row * batch * layer.stride();
                step();
            }
            fromEnd = false;
        }
        fillRest();
        move(hidden, space.state, layer.outputSize(), layer.outputLength(), false);
        if (layer.remembers()) {
            move(cell, space.cell, layer.hiddenSize(), layer.gateLength(), false);
        }
    }

    /** Reads states, zeros where there are none, or writes them back. */
    private void move(Operand states, int at, int size, int length, boolean load) {
        if (load) {
            Arrays.fill(s, at, at + batch * length, 0f);
        }
        if (!isGiven(states)) {
            return;
        }
        int directions = layer.directions().size();
        for (int b = 0; b < batch; b++) {
            int row = layer.batchFirst() ? b * directions + number : number * batch + b;
            if (load) {
                states.load(0, row * size, 1, size, s, at + b * length, size);
            } else {
                states.store(0, row * size, 1, size, s, at + b * length, size);
            }
        }
    }

    private static boolean isGiven(Operand operand) {
        return operand.array() != null || operand.segment() != null;
    }

    private void multiplyInputs(int first, int count, boolean gathered) {
        int size = layer.inputSize();
        if (gathered) {
            for (int i = 0; i < count * batch; i++) {
                x.load(0, row(first + i / batch, i % batch) * size, 1, size, s, space.rows + i * size, size);
            }
            left.set(s, space.rows, size, false);
        } else {
            int row = weights.reversed() ? longest - first - count : first;
            left.set(x.array(), x.index(0, row * batch * size), size, false);
        }
        multiply(left, count * batch, weights.input(), space.sums, layer.stride(), weights.inputTerms());
    }

    /** The row of x that a sequence reads at a step; any row where the sequence has ended. */
    private int row(int at, int b) {
        int time = isActive(at, b) ? time(at, b) : 0;
        return layer.batchFirst() ? b * steps + time : time * batch + b;
    }

    private boolean isActive(int at, int b) {
        return lengths == null || at < lengths[b];
    }

    private int time(int at, int b) {
        return weights.reversed() ? (lengths == null ? steps : lengths[b]) - 1 - at : at;
    }

    /** Rows of the workspace, or of x, times a matrix. */
    private void multiply(Operand from, int rows, RecurrentMatrix matrix, int to, int ld, EpilogueSpec terms) {
        if (matrix.rows() != null) {
            multiplyRows(from, rows, matrix.rows(), to, ld, terms);
        } else if (rows > 0) {
            GemmPlan plan = plans.plan(rows, matrix.panels());
            product.a.set(from.array(), from.index(0, 0), from.ld(), false);
            product.c.set(s, to, ld, false);
            product.backwards = fromEnd;
            product.execute(plan, matrix.panels(), 1, 0, terms, s, space.product);
        }
    }

    private void multiplyRows(Operand from, int rows, NarrowWeights matrix, int to, int ld, EpilogueSpec terms) {
        for (int row = 0; row < rows; row += WeightOnlyDriver.MOST_ROWS) {
            narrowProduct.x.set(from.array(), from.index(row, 0), from.ld(), false);
            narrowProduct.y.set(s, to + row * ld, ld, false);
            narrowProduct.backwards = fromEnd;
            narrowProduct.execute(Math.min(WeightOnlyDriver.MOST_ROWS, rows - row), matrix, terms);
        }
    }

    private void step() {
        left.set(s, space.state, layer.outputLength(), false);
        multiply(left, batch, weights.recurrent(), space.gates, layer.stride(), weights.recurrentTerms());
        again = false;
        split(batch, (long) batch * layer.stride());
        if (weights.candidate() != null) {
            left.set(s, space.spare, layer.gateLength(), false);
            int candidate = space.gates + 2 * layer.gateLength();
            multiply(left, batch, weights.candidate(), candidate, layer.stride(), EpilogueSpec.IDENTITY);
            again = true;
            split(batch, (long) batch * layer.stride());
        }
        if (weights.projection() != null) {
            left.set(s, space.spare, layer.gateLength(), false);
            multiply(left, batch, weights.projection(), space.projected, layer.outputLength(), EpilogueSpec.IDENTITY);
        }
        for (int b = 0; b < batch; b++) {
            if (isActive(step, b)) {
                finish(b);
            }
        }
    }

    private void finish(int b) {
        int state = space.state + b * layer.outputLength();
        if (weights.projection() != null) {
            System.arraycopy(s, space.projected + b * layer.outputLength(), s, state, layer.outputLength());
        }
        if (isGiven(y)) {
            y.store(0, output(time(step, b), b), 1, layer.outputSize(), s, state, layer.outputSize());
        }
    }

    /** First element of y for a time of a sequence. */
    private int output(int time, int b) {
        int directions = layer.directions().size();
        int row = layer.batchFirst()
                ? (b * steps + time) * directions + number
                : (time * directions + number) * batch + b;
        return row * layer.outputSize();
    }

    /** Zeros behind the ends of sequences. */
    private void fillRest() {
        if (!isGiven(y) || lengths == null) {
            return;
        }
        Arrays.fill(s, space.projected, space.projected + layer.outputSize(), 0f);
        for (int b = 0; b < batch; b++) {
            for (int time = lengths[b]; time < steps; time++) {
                y.store(0, output(time, b), 1, layer.outputSize(), s, space.projected, layer.outputSize());
            }
        }
    }

    @Override
    void run(int part, int start, int end, float[] scratch) {
        boolean direct = weights.candidate() == null && weights.projection() == null;
        for (int b = start; b < end; b++) {
            if (isActive(step, b)) {
                int state = space.state + b * layer.outputLength();
                int spare = space.spare + b * layer.gateLength();
                weights.cell()
                        .apply(
                                again,
                                s,
                                sums + b * layer.stride(),
                                space.gates + b * layer.stride(),
                                state,
                                space.cell + b * layer.gateLength(),
                                direct ? state : spare);
            }
        }
    }

    /** Operands are read and written by the calling thread alone. */
    @Override
    boolean isConfined() {
        return false;
    }

    @Override
    public void clear() {
        x.clear();
        hidden.clear();
        cell.clear();
        y.clear();
        left.clear();
        product.clear();
        narrowProduct.clear();
        layer = null;
        weights = null;
        lengths = null;
    }
}
