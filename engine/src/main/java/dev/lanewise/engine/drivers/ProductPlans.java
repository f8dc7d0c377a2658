package dev.lanewise.engine.drivers;

import dev.lanewise.engine.packing.PackedPanels;
import dev.lanewise.engine.planning.GemmPlan;

/** Where a driver that multiplies by prepacked matrices has its plans from. */
@FunctionalInterface
public interface ProductPlans {
    /**
     * The plan of a product of arrays.
     *
     * @param rows rows of the left operand
     * @param packed the right operand
     * @return the plan, without allocation if it was asked for before
     */
    GemmPlan plan(int rows, PackedPanels packed);
}
