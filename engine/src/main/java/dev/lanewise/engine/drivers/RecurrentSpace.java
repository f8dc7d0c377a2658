package dev.lanewise.engine.drivers;

import dev.lanewise.engine.packing.PackedPanels;

/**
 * Where everything lies in the workspace of a recurrent run, and how many steps' input products it holds. Reused from run to
 * run.
 */
final class RecurrentSpace {
    /** Input products that are made at a time, in floats: 512 KiB, which L2 holds on the larger machines and L3 on all. */
    private static final int MOST_SUMS = 9 << 14;

    /** Floats of a cache line. */
    private static final int LINE = 16;

    int steps;
    int sums;
    int rows;
    int gates;
    int state;
    int cell;
    int spare;
    int projected;
    int product;
    private long end;

    /**
     * Lays out a run, with as many steps at a time as are worth it and fit the limit, at least one.
     *
     * @param gathered whether inputs are copied first
     */
    void layOut(RecurrentLayer layer, ProductPlans plans, int longest, int batch, boolean gathered, long limit) {
        long sequence = (long) batch * layer.stride();
        steps = Math.clamp(MOST_SUMS / Math.max(1, sequence), 1, Math.max(1, longest));
        measure(layer, plans, longest, batch, gathered);
        while (steps > 1 && bytes() > limit) {
            steps = (steps + 1) / 2;
            measure(layer, plans, longest, batch, gathered);
        }
    }

    private void measure(RecurrentLayer layer, ProductPlans plans, int longest, int batch, boolean gathered) {
        end = PackedPanels.ALIGNMENT;
        sums = take((long) steps * batch * layer.stride());
        rows = take(gathered ? (long) steps * batch * layer.inputSize() : 0);
        gates = take((long) batch * layer.stride());
        state = take((long) batch * layer.outputLength());
        cell = take(layer.remembers() ? (long) batch * layer.gateLength() : 0);
        spare = take((long) batch * layer.gateLength());
        projected = take((long) batch * layer.outputLength());
        product = take(products(layer, plans, longest, batch) / Float.BYTES);
    }

    private int take(long floats) {
        long at = end;
        end = Math.addExact(at, Math.ceilDiv(floats, LINE) * LINE);
        return (int) Math.min(at, Integer.MAX_VALUE);
    }

    /** Bytes that the largest of the products takes. */
    private long products(RecurrentLayer layer, ProductPlans plans, int longest, int batch) {
        long most = 0;
        for (int d = 0; d < layer.directions().size(); d++) {
            RecurrentWeights weights = layer.directions().get(d);
            most = Math.max(most, weights.input().workspaceBytes(plans, steps * batch));
            most = Math.max(most, weights.input().workspaceBytes(plans, (longest % steps) * batch));
            most = Math.max(most, weights.recurrent().workspaceBytes(plans, batch));
            if (weights.candidate() != null) {
                most = Math.max(most, weights.candidate().workspaceBytes(plans, batch));
            }
            if (weights.projection() != null) {
                most = Math.max(most, weights.projection().workspaceBytes(plans, batch));
            }
        }
        return most;
    }

    /** Bytes of workspace. */
    long bytes() {
        return end * Float.BYTES;
    }
}
