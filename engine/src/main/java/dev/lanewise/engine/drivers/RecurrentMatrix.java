package dev.lanewise.engine.drivers;

import dev.lanewise.engine.packing.NarrowWeights;
import dev.lanewise.engine.packing.PackedPanels;

/**
 * Weights of a recurrent layer, with gates as columns of panels or as rows of low precision: one of both.
 *
 * @param panels fp32 weights, or null
 * @param rows low-precision weights, or null
 */
public record RecurrentMatrix(PackedPanels panels, NarrowWeights rows) {
    /**
     * fp32 weights.
     *
     * @param panels the weights
     * @return a matrix
     */
    public static RecurrentMatrix of(PackedPanels panels) {
        return new RecurrentMatrix(panels, null);
    }

    /** Bytes of workspace of a product with so many rows. */
    long workspaceBytes(ProductPlans plans, int count) {
        return panels == null ? 0 : plans.plan(count, panels).workspaceBytes();
    }
}
