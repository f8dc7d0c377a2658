package dev.lanewise.inference;

import dev.lanewise.engine.machine.MachineProfile;
import java.util.List;

/**
 * Where the time of a run goes.
 *
 * @param nodes every node with its time, in order
 * @param arenaBytes bytes of the room that values on the way share
 * @param runs runs that were measured; times are medians over them
 */
public record Profile(List<NodeTime> nodes, long arenaBytes, int runs) {
    /**
     * The time of a node.
     *
     * @param node how it is computed
     * @param seconds how long that took
     */
    public record NodeTime(NodePlan node, double seconds) {
        /** Floating-point operations per second. */
        public double flops() {
            return node.flop() / seconds;
        }

        /**
         * The least time by the roofline model, as part of the time that it took. Above 1 where an algorithm does with fewer operations
         * than the direct sum, or where data lie nearer than the model supposes.
         *
         * @param machine what the machine can do
         * @param threads threads that the session runs on
         */
        public double ofRoofline(MachineProfile machine, int threads) {
            return machine.roofline(threads, node.cost()).seconds(node.cost()) / seconds;
        }
    }

    /** Copies the list. */
    public Profile {
        nodes = List.copyOf(nodes);
    }

    /** The time of all nodes together. */
    public double seconds() {
        return nodes.stream().mapToDouble(NodeTime::seconds).sum();
    }

    /** How the nodes are computed. */
    public SessionPlan plan() {
        return new SessionPlan(nodes.stream().map(NodeTime::node).toList(), arenaBytes);
    }
}
