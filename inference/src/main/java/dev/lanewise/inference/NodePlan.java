package dev.lanewise.inference;

import dev.lanewise.engine.machine.OperatorCost;
import dev.lanewise.inference.runtime.PlannedNode;

/**
 * How a session computes one node, for inputs of some shapes. Nodes that were fused into others or are known beforehand have none.
 *
 * @param operator what it computes: ONNX's name
 * @param name the node's name
 * @param outputs types and sizes of its outputs
 * @param detail how it is computed: a convolution's algorithm, a product's sizes; may be empty
 * @param flop floating-point operations, those of the direct sum whatever the algorithm; 0 where data only move or it is not counted
 * @param bytes bytes of inputs, weights and outputs, each moved once
 * @param weightBytes bytes of its weights, as they are prepared for this algorithm
 * @param workspaceBytes bytes that a run takes beside its values
 */
public record NodePlan(
        String operator,
        String name,
        String outputs,
        String detail,
        long flop,
        long bytes,
        long weightBytes,
        long workspaceBytes) {
    static NodePlan of(PlannedNode planned) {
        return new NodePlan(
                planned.node().operator(),
                planned.node().name(),
                planned.shapes(),
                planned.detail(),
                planned.flop(),
                planned.bytes(),
                planned.weightBytes(),
                planned.workspaceBytes());
    }

    /** What it costs, for the roofline. */
    public OperatorCost cost() {
        return new OperatorCost(flop, bytes);
    }
}
