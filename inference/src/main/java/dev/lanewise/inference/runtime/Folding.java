package dev.lanewise.inference.runtime;

import dev.lanewise.engine.Engine;
import dev.lanewise.inference.graph.Constant;
import dev.lanewise.inference.graph.Graph;
import dev.lanewise.inference.graph.GraphOrder;
import dev.lanewise.inference.graph.Node;
import dev.lanewise.inference.operators.NodeContext;
import dev.lanewise.inference.operators.Operators;
import dev.lanewise.inference.operators.SharedParts;
import dev.lanewise.inference.operators.Value;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Computes nodes whose inputs are all constants, before any run. */
public final class Folding {
    /** Elements that are computed beforehand, in all: a hostile model could fill the heap with them. */
    private static final long MOST_ELEMENTS = 1 << 27;

    private final Engine engine;

    /** On an engine. */
    public Folding(Engine engine) {
        this.engine = engine;
    }

    /** Replaces such nodes by constants. */
    public void fold(Graph graph) {
        Set<Node> folded = new HashSet<>();
        long left = MOST_ELEMENTS;
        for (Node node : graph.nodes()) {
            boolean constant = Operators.has(node)
                    && !node.inputs().isEmpty()
                    && GraphOrder.reads(node).stream().allMatch(name -> graph.constant(name) != null);
            if (constant) {
                List<Value> outputs = compute(graph, node);
                long elements = Evaluation.elements(outputs);
                if (elements <= left && outputs.stream().allMatch(value -> value == null || value.isKnown())) {
                    left -= elements;
                    put(graph, node, outputs);
                    folded.add(node);
                }
            }
        }
        graph.replace(folded, List.of());
    }

    private List<Value> compute(Graph graph, Node node) {
        Value[] inputs = node.inputs().stream()
                .map(name -> name.isEmpty() ? null : Value.known(graph.constant(name)))
                .toArray(Value[]::new);
        NodeContext context = new NodeContext(node, graph, engine, new SharedParts(), inputs);
        Planner.plan(context);
        return Arrays.asList(context.declared());
    }

    private static void put(Graph graph, Node node, List<Value> outputs) {
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i) != null) {
                graph.put(node.outputs().get(i), Constant.of(outputs.get(i).tensor()));
            }
        }
    }
}
