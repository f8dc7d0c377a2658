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
import java.util.List;
import java.util.Set;

/** Computes nodes whose inputs are all constants, before any run. */
public final class Folding {
    private final Engine engine;

    /** On an engine. */
    public Folding(Engine engine) {
        this.engine = engine;
    }

    /** Replaces such nodes by constants. */
    public void fold(Graph graph) {
        for (Node node : List.copyOf(graph.nodes())) {
            boolean constant = Operators.has(node)
                    && !node.inputs().isEmpty()
                    && GraphOrder.reads(node).stream().allMatch(name -> graph.constant(name) != null);
            if (constant) {
                fold(graph, node);
            }
        }
    }

    private void fold(Graph graph, Node node) {
        Value[] inputs = node.inputs().stream()
                .map(name -> name.isEmpty() ? null : Value.known(graph.constant(name)))
                .toArray(Value[]::new);
        NodeContext context = new NodeContext(node, graph, engine, new SharedParts(), inputs);
        Planner.plan(context);
        for (int i = 0; i < node.outputs().size(); i++) {
            if (context.declared()[i] != null) {
                graph.put(node.outputs().get(i), Constant.of(context.declared()[i].tensor()));
            }
        }
        graph.replace(Set.of(node), List.of());
    }
}
