package dev.lanewise.inference.graph;

import dev.lanewise.inference.tensor.ModelException;
import java.util.List;
import java.util.function.Consumer;

/** Simplifies a graph once, before any shape is known. */
public final class Passes {
    private static final List<Pass> BEFORE_FOLDING = List.of(new ByteLayerPattern(), new ByteFunctionPattern());

    private static final List<Pass> AFTER_FOLDING = List.of(
            new Identities(),
            new HardSwishPattern(),
            new ScaledHardSwishPattern(),
            new SwishPattern(),
            new GeluPattern(),
            new LayerNormPattern(),
            new GatePattern(),
            new DynamicProductPattern(),
            new AttentionPattern(),
            new AffineFolding(),
            new BiasFusion(),
            new ResidualFusion(),
            new ActivationFusion());

    private Passes() {}

    /**
     * Changes the graph to one that computes the same, up to rounding, with fewer nodes.
     *
     * @param folding computes nodes whose inputs are constants
     */
    public static void simplify(Graph graph, Consumer<Graph> folding) {
        graph.prune();
        apply(BEFORE_FOLDING, graph);
        // what is dequantised for nobody must not be computed
        graph.prune();
        folding.accept(graph);
        apply(AFTER_FOLDING, graph);
        folding.accept(graph);
        graph.prune();
        for (Node node : List.copyOf(graph.nodes())) {
            for (Graph subgraph : node.subgraphs()) {
                GraphOrder.free(subgraph).stream()
                        .filter(name -> graph.constant(name) != null)
                        .forEach(name -> subgraph.put(name, graph.constant(name)));
                simplify(subgraph, folding);
            }
        }
    }

    private static void apply(List<Pass> passes, Graph graph) {
        for (Pass pass : passes) {
            for (Node node : List.copyOf(graph.nodes())) {
                // a node may be gone by the time its turn comes
                if (node.equals(graph.producer(node.output()))) {
                    apply(pass, graph, node);
                }
            }
        }
    }

    private static void apply(Pass pass, Graph graph, Node node) {
        try {
            pass.apply(graph, node);
        } catch (RuntimeException e) {
            // inputs that are missing, attributes of a wrong kind: a sound model has none
            throw new ModelException(node + ": " + e.getMessage(), e);
        }
    }
}
