package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.RowKernel;
import dev.lanewise.engine.kernels.SgemvKernel;
import dev.lanewise.engine.packing.PanelPacker;
import java.util.Arrays;

/**
 * A block of queries against all of their keys, a block of keys at a time: scores, their exponentials below the largest so far, and
 * these times the values. What was summed below an earlier maximum is scaled down when a larger score turns up.
 *
 * <p>Many rows multiply packed keys and values; a few read them as they lie, since packing would cost more than it gives.
 */
final class AttentionBlock {
    /** Rows of a block, queries times heads: packing keys and values for them costs little then. */
    static final int MOST_ROWS = 512;

    /** Keys of a block: packed, with their values, they stay in L2. */
    private static final int KEYS = 256;

    /** Rows whose scores are made together: these stay in L1. */
    private static final int SCORE_ROWS = 16;

    /** Rows up to which keys and values are not packed. */
    private static final int FEW_ROWS = 4;

    private static final RowKernel ROWS = Kernels.active().row();
    private static final SgemvKernel VECTORS = Kernels.active().sgemv();

    private final MacroKernel macroKernel = new MacroKernel();
    private final PanelPacker packer = new PanelPacker();
    private final float[] lanes = new float[64];

    private AttentionRun run;
    private AttentionSpec spec;
    private float[] s;

    // where things lie in the workspace
    private int atQueries;
    private int atKeys;
    private int atValues;
    private int atScores;
    private int atSums;
    private int atLimits;
    private int atResults;

    // what a block sets
    private int batch;
    private int head;
    private int firstQuery;
    private int count;

    /** Floats of workspace for a block of so many rows. */
    static int floats(AttentionSpec spec, int rows) {
        int keys = KEYS * padded(spec.keys().size());
        int values = KEYS * padded(spec.values().size());
        int perRow = padded(spec.keys().size())
                + RowKernel.EXP_PARTIALS
                + padded(spec.values().size());
        return keys + values + SCORE_ROWS * KEYS + padded(rows) * perRow + padded(rows);
    }

    private static int padded(int length) {
        return Math.ceilDiv(length, 16) * 16;
    }

    void begin(AttentionRun attention, AttentionSpec how, int rows, float[] workspace, int at) {
        run = attention;
        spec = how;
        s = workspace;
        atKeys = at;
        atValues = atKeys + KEYS * padded(spec.keys().size());
        atScores = atValues + KEYS * padded(spec.values().size());
        atQueries = atScores + SCORE_ROWS * KEYS;
        atSums = atQueries + padded(rows) * padded(spec.keys().size());
        atResults = atSums + padded(rows) * RowKernel.EXP_PARTIALS;
        atLimits = atResults + padded(rows) * padded(spec.values().size());
    }

    void clear() {
        run = null;
        s = null;
        macroKernel.end();
    }

    /** All heads of some queries that share one head of keys. */
    void run(int sequence, int keyHead, int query, int queries) {
        batch = sequence;
        head = keyHead;
        firstQuery = query;
        count = queries;
        int rows = queries * spec.group();
        loadQueries(rows);
        Arrays.fill(s, atSums, atSums + rows * RowKernel.EXP_PARTIALS, 0f);
        Arrays.fill(s, atLimits, atLimits + rows, Float.NEGATIVE_INFINITY);
        Arrays.fill(s, atResults, atResults + rows * spec.values().size(), 0f);
        int seen = spec.causal() ? Math.clamp(position(query + queries - 1) + 1L, 0, run.keys) : run.keys;
        boolean few = rows <= FEW_ROWS;
        for (int key = 0; key < seen; key += KEYS) {
            int keys = Math.min(KEYS, seen - key);
            int row = spec.keys().row(batch, head, run.keyRoom) + key;
            if (few && run.k.array() != null && run.v.array() != null) {
                few(rows, key, keys, row);
            } else {
                pack(keys, row);
                for (int first = 0; first < rows; first += SCORE_ROWS) {
                    many(first, Math.min(SCORE_ROWS, rows - first), key, keys);
                }
            }
        }
        storeResults(rows);
    }

    /** Index of the key that a query stands at. */
    private int position(int query) {
        return run.keys - run.queries + query;
    }

    private int headOf(int row) {
        return head * spec.group() + row / count;
    }

    private int queryOf(int row) {
        return firstQuery + row % count;
    }

    private void loadQueries(int rows) {
        int size = spec.queries().size();
        for (int row = 0; row < rows; row++) {
            int from = spec.queries().row(batch, headOf(row), run.queries) + queryOf(row);
            int col = spec.queries().col(headOf(row));
            int at = atQueries + row * size;
            if (run.q.array() != null) {
                ROWS.affine(size, run.q.array(), run.q.index(from, col), 0, spec.scale(), -0f, s, at);
            } else {
                run.q.load(from, col, 1, size, s, at, size);
                ROWS.affine(size, s, at, 0, spec.scale(), -0f, s, at);
            }
        }
    }

    private void few(int rows, int key, int keys, int row) {
        int size = spec.keys().size();
        int width = spec.values().size();
        for (int i = 0; i < rows; i++) {
            int from = run.k.index(row, spec.keys().col(head));
            VECTORS.dot(keys, size, run.k.array(), from, run.k.ld(), s, atQueries + i * size, s, atScores, lanes);
            if (exponentials(i, atScores, key, keys)) {
                int values = run.v.index(row, spec.values().col(head));
                int to = atResults + i * width;
                VECTORS.axpy(keys, width, run.v.array(), values, run.v.ld(), s, atScores, s, to);
            }
        }
    }

    private void pack(int keys, int row) {
        packer.packB(run.k, spec.keys().col(head), spec.keys().size(), row, keys, s, atKeys);
        packer.packB(run.v, row, keys, spec.values().col(head), spec.values().size(), s, atValues);
    }

    private void many(int first, int rows, int key, int keys) {
        int size = spec.keys().size();
        int width = spec.values().size();
        macroKernel.begin(1, 0, EpilogueSpec.IDENTITY);
        macroKernel.source(s, size, s, null);
        macroKernel.target(s, KEYS);
        macroKernel.multiply(rows, keys, size, atQueries + first * size, atKeys, atScores, true, true, 0, 0);
        for (int i = 0; i < rows; i++) {
            if (!exponentials(first + i, atScores + i * KEYS, key, keys)) {
                Arrays.fill(s, atScores + i * KEYS, atScores + i * KEYS + keys, 0f);
            }
        }
        macroKernel.source(s, KEYS, s, null);
        macroKernel.target(s, width);
        macroKernel.multiply(rows, width, keys, atScores, atValues, atResults + first * width, false, true, 0, 0);
    }

    /** Turns a row's scores into exponentials below the largest so far; false if no key counts yet. */
    private boolean exponentials(int row, int at, int key, int keys) {
        int seen = spec.causal() ? Math.clamp(position(queryOf(row)) + 1L - key, 0, keys) : keys;
        if (run.masking != null) {
            run.masking.apply(batch, headOf(row), queryOf(row), key, seen, s, at);
        }
        Arrays.fill(s, at + seen, at + keys, 0f);
        float before = s[atLimits + row];
        float limit = Math.max(before, ROWS.limit(seen, s, at));
        if (limit == Float.NEGATIVE_INFINITY) {
            limit = ROWS.max(seen, s, at); // NaN, if all that count are
        }
        if (limit == Float.NEGATIVE_INFINITY) {
            return false;
        }
        if (before == Float.NEGATIVE_INFINITY) {
            s[atLimits + row] = limit; // nothing was summed yet
        } else if (limit != before) {
            lower(row, before, limit);
        }
        ROWS.addExpBelow(seen, s, at, limit, s, atSums + row * RowKernel.EXP_PARTIALS);
        return true;
    }

    /** Scales what was summed below another limit. */
    private void lower(int row, float before, float limit) {
        int width = spec.values().size();
        s[atLimits + row] = before;
        ROWS.expBelow(1, s, atLimits + row, limit, s, atLimits + row);
        float factor = s[atLimits + row];
        s[atLimits + row] = limit;
        int results = atResults + row * width;
        int sums = atSums + row * RowKernel.EXP_PARTIALS;
        ROWS.affine(width, s, results, 0, factor, -0f, s, results);
        ROWS.affine(RowKernel.EXP_PARTIALS, s, sums, 0, factor, -0f, s, sums);
    }

    private void storeResults(int rows) {
        int width = spec.values().size();
        for (int row = 0; row < rows; row++) {
            float sum = RowKernel.foldExp(s, atSums + row * RowKernel.EXP_PARTIALS);
            int at = atResults + row * width;
            float factor = sum == 0 ? 1 : 1 / sum;
            int to = spec.outputs().row(batch, headOf(row), run.queries) + queryOf(row);
            int col = spec.outputs().col(headOf(row));
            if (run.y.array() != null) {
                ROWS.affine(width, s, at, 0, factor, -0f, run.y.array(), run.y.index(to, col));
            } else {
                ROWS.affine(width, s, at, 0, factor, -0f, s, at);
                run.y.store(to, col, 1, width, s, at, width);
            }
        }
    }
}
