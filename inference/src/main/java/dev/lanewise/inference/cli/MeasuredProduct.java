package dev.lanewise.inference.cli;

import dev.lanewise.engine.machine.MachineProfile;
import dev.lanewise.engine.machine.OperatorCost;

/** A product of the engine's own, with the FLOP/s it reached. */
record MeasuredProduct(String name, int threads, OperatorCost cost, double flops) {
    /** The part of what the roofline allows with the data in the nearest level that holds it. */
    double ofAttainable(MachineProfile profile) {
        return flops / profile.roofline(threads, cost).attainable(cost.intensity());
    }
}
