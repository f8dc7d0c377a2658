package dev.lanewise.inference.runtime;

import dev.lanewise.engine.Engine;
import dev.lanewise.inference.graph.Attributes;
import dev.lanewise.inference.graph.Constant;
import dev.lanewise.inference.graph.Graph;
import dev.lanewise.inference.graph.GraphOrder;
import dev.lanewise.inference.graph.Node;
import dev.lanewise.inference.operators.NodeContext;
import dev.lanewise.inference.operators.Operators;
import dev.lanewise.inference.operators.SharedParts;
import dev.lanewise.inference.operators.UnknownValueException;
import dev.lanewise.inference.operators.Value;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Plans a graph for inputs of known shapes. Nodes whose inputs are known are computed while planning, so that arithmetic on shapes
 * is gone from the plan. Where a shape depends on elements that only a run computes, the plan ends: it returns what later nodes need,
 * and they are planned when those elements are there.
 */
public final class Planner {
    private final Graph graph;
    private final Engine engine;
    private final SharedParts shared;

    /** Of a graph whose operators are all supported. */
    public Planner(Graph graph, Engine engine, SharedParts shared) {
        this.graph = graph;
        this.engine = engine;
        this.shared = shared;
    }

    /**
     * Plans from a node on.
     *
     * @param start index of the first node
     * @param given values that exist before it, constants aside
     * @return the plan
     * @throws ModelException if a node's inputs do not fit it
     */
    public Plan plan(int start, Map<String, Value> given) {
        Map<String, Value> values = new HashMap<>(given);
        List<NodeContext> planned = new ArrayList<>();
        List<Node> nodes = graph.nodes();
        for (int i = start; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (Operators.isControlFlow(node)) {
                return pause(planned, given, i, null, values);
            }
            NodeContext context = new NodeContext(node, graph, engine, shared, inputs(node, values));
            try {
                plan(context);
            } catch (UnknownValueException e) {
                return pause(planned, given, i, e.value(), values);
            }
            if (!context.steps().isEmpty()) {
                planned.add(context);
            }
            for (int o = 0; o < node.outputs().size(); o++) {
                values.put(node.outputs().get(o), context.declared()[o]);
            }
        }
        Map<String, Value> outputs = new LinkedHashMap<>();
        for (TensorInfo output : graph.outputs()) {
            outputs.put(output.name(), value(output.name(), values));
        }
        return finish(planned, given, outputs, null);
    }

    /** The index of the node that follows, and what is read from there on. */
    Plan.Continuation after(int node) {
        return new Plan.Continuation(node + 1, null, live(node + 1));
    }

    /** For a subgraph. */
    Planner of(Graph subgraph) {
        return new Planner(subgraph, engine, shared);
    }

    /** The graph. */
    Graph graph() {
        return graph;
    }

    /** Ends a plan before a node; what exists before the plan is not returned again. */
    private Plan pause(
            List<NodeContext> planned, Map<String, Value> given, int node, String needed, Map<String, Value> values) {
        Set<String> live = live(node);
        if (needed != null && !live.contains(needed)) {
            throw new ModelException(graph.nodes().get(node) + " needs elements that only it computes");
        }
        Map<String, Value> results = new LinkedHashMap<>();
        for (String name : live) {
            if (values.get(name) != null && !given.containsKey(name)) {
                results.put(name, values.get(name));
            }
        }
        return finish(planned, given, results, new Plan.Continuation(node, needed, live));
    }

    static void plan(NodeContext context) {
        try {
            Operators.of(context.node()).plan(context);
            if (context.allKnown() && Evaluation.isSmall(context)) {
                Evaluation.run(context);
            }
        } catch (UnknownValueException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError e) {
            // a model may be unsound in ways that no operator thinks of
            throw Failures.of(context.node() + " with inputs " + context.describeInputs(), e);
        }
    }

    private Value[] inputs(Node node, Map<String, Value> values) {
        Value[] inputs = new Value[node.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = node.input(i).isEmpty() ? null : value(node.input(i), values);
        }
        return inputs;
    }

    private Value value(String name, Map<String, Value> values) {
        return values.computeIfAbsent(name, missing -> {
            Constant constant = graph.constant(missing);
            if (constant == null) {
                throw new ModelException("'" + missing + "' is made by no node");
            }
            return Value.known(constant);
        });
    }

    /** What nodes from this one on, or the caller, read, constants aside. */
    private Set<String> live(int from) {
        Set<String> read = new LinkedHashSet<>();
        List<Node> nodes = graph.nodes();
        nodes.subList(from, nodes.size()).forEach(node -> read.addAll(GraphOrder.reads(node)));
        graph.outputs().forEach(output -> read.add(output.name()));
        read.removeIf(name -> graph.constant(name) != null);
        return read;
    }

    /** Gives every result an array of its own, with channels second. */
    private Plan finish(
            List<NodeContext> planned,
            Map<String, Value> given,
            Map<String, Value> results,
            Plan.Continuation continuation) {
        Node end = new Node(
                "results", "Identity", "", Node.NEWEST, List.copyOf(results.keySet()), List.of(), Attributes.NONE);
        NodeContext context =
                new NodeContext(end, graph, engine, shared, results.values().toArray(new Value[0]));
        Map<String, Value> own = new LinkedHashMap<>();
        int i = 0;
        for (String name : results.keySet()) {
            own.put(name, context.owned(i++, own.values(), given.values()));
        }
        planned.add(context);
        return new PlanLayout(planned, given, own).plan(continuation);
    }
}
