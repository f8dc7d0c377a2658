package dev.lanewise.inference.runtime;

import dev.lanewise.inference.operators.Frame;
import dev.lanewise.inference.operators.NodeContext;
import dev.lanewise.inference.operators.Step;
import dev.lanewise.inference.operators.Value;
import dev.lanewise.inference.tensor.Storage;
import dev.lanewise.inference.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Steps for inputs of fixed shapes, with a place for every value. Safe to run from many threads at once. */
public final class Plan {
    private final List<PlannedNode> nodes;
    private final int slots;
    private final Map<Storage, Integer> arenas;
    private final Map<String, Integer> inputs;
    private final List<Result> results;
    private final Map<Integer, Object> constants;
    private final Continuation continuation;
    private final Pool<Frame> frames = new Pool<>(this::newFrame);

    /**
     * What a run returns.
     *
     * @param name its name
     * @param slot its array
     * @param value its type and shape
     */
    record Result(String name, int slot, Value value) {}

    /**
     * Where planning goes on, once the run has computed what the shapes there depend on.
     *
     * @param node index of the next node
     * @param needed name of the value whose elements it needs, or null if it is control flow
     * @param live names of the values that exist before it and are read from there on
     */
    public record Continuation(int node, String needed, Set<String> live) {}

    Plan(
            List<NodeContext> planned,
            int slots,
            Map<Storage, Integer> arenas,
            Map<String, Integer> inputs,
            List<Result> results,
            Map<Integer, Object> constants,
            Continuation continuation) {
        nodes = planned.stream()
                .filter(node -> !node.steps().isEmpty())
                .map(PlannedNode::of)
                .toList();
        this.slots = slots;
        this.arenas = arenas;
        this.inputs = inputs;
        this.results = results;
        this.constants = constants;
        this.continuation = continuation;
    }

    /** Where planning goes on, or null where the results are the graph's outputs. */
    public Continuation continuation() {
        return continuation;
    }

    /** The nodes that have steps, in order. */
    public List<PlannedNode> nodes() {
        return nodes;
    }

    /** Bytes of the arena of a run. */
    public long arenaBytes() {
        return arenas.entrySet().stream()
                .mapToLong(entry -> (long) entry.getKey().bytes() * entry.getValue())
                .sum();
    }

    /** A frame for runs of this plan, one at a time. */
    private Frame newFrame() {
        Frame frame = new Frame(slots);
        constants.forEach(frame::bind);
        return frame;
    }

    /**
     * Runs the steps.
     *
     * @param given inputs of the shapes that it was planned for
     * @param arena room for values on the way
     * @param listener hears of every node, or null
     * @return what it computes, in new arrays
     */
    Map<String, Tensor> run(Map<String, Tensor> given, Arena arena, NodeListener listener) {
        Frame frame = frames.take();
        try {
            arena.bind(arenas, frame);
            for (Map.Entry<String, Integer> input : inputs.entrySet()) {
                frame.bind(input.getValue(), given.get(input.getKey()).array());
            }
            Map<String, Tensor> made = new LinkedHashMap<>();
            for (Result result : results) {
                Tensor tensor =
                        Tensor.zeros(result.value().type(), result.value().shape());
                frame.bind(result.slot(), tensor.array());
                made.put(result.name(), tensor);
            }
            run(frame, listener);
            return made;
        } finally {
            frame.clear(slots - constants.size());
            frames.give(frame);
        }
    }

    private void run(Frame frame, NodeListener listener) {
        for (PlannedNode node : nodes) {
            if (listener != null) {
                listener.before(node);
            }
            NodeEvent event = NodeEvent.start();
            run(node, frame);
            if (event != null) {
                event.finish(node);
            }
            if (listener != null) {
                listener.after(node);
            }
        }
    }

    /** What goes wrong with the elements of a run, an index out of range say, is said with the node. */
    private static void run(PlannedNode node, Frame frame) {
        try {
            for (Step step : node.steps()) {
                step.run(frame);
            }
        } catch (IllegalStateException e) {
            // the session is closed
            throw e;
        } catch (RuntimeException | OutOfMemoryError e) {
            throw Failures.of(node.node().toString(), e);
        }
    }
}
