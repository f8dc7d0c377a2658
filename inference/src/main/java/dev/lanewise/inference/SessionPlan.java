package dev.lanewise.inference;

import dev.lanewise.engine.machine.OperatorCost;
import dev.lanewise.inference.runtime.Plan;
import java.util.ArrayList;
import java.util.List;

/**
 * How a session computes a model for inputs of some shapes.
 *
 * @param nodes what is computed, in order
 * @param arenaBytes bytes of the room that values on the way share
 */
public record SessionPlan(List<NodePlan> nodes, long arenaBytes) {
    /** Copies the list. */
    public SessionPlan {
        nodes = List.copyOf(nodes);
    }

    /** Of plans that are run one after the other, in the same arena. */
    static SessionPlan of(List<Plan> plans) {
        List<NodePlan> nodes = new ArrayList<>();
        long arena = 0;
        for (Plan plan : plans) {
            plan.nodes().forEach(node -> nodes.add(NodePlan.of(node)));
            arena = Math.max(arena, plan.arenaBytes());
        }
        return new SessionPlan(nodes, arena);
    }

    /** What a run costs: the sum over its nodes. */
    public OperatorCost cost() {
        return new OperatorCost(
                nodes.stream().mapToLong(NodePlan::flop).sum(),
                nodes.stream().mapToLong(NodePlan::bytes).sum());
    }

    /** Bytes of all weights, as they are prepared. */
    public long weightBytes() {
        return nodes.stream().mapToLong(NodePlan::weightBytes).sum();
    }

    /** Bytes that a run takes beside its values: the most that a node needs, since they take turns. */
    public long workspaceBytes() {
        return nodes.stream().mapToLong(NodePlan::workspaceBytes).max().orElse(0);
    }
}
