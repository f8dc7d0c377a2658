package dev.lanewise.inference.graph;

import dev.lanewise.inference.tensor.ModelException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** Puts nodes in order and finds what cannot be put in order. */
public final class GraphOrder {
    private GraphOrder() {}

    /** Every value a node reads, those that its subgraphs take from outside included; a value read twice counts twice. */
    public static List<String> reads(Node node) {
        List<String> reads = new ArrayList<>();
        for (String input : node.inputs()) {
            if (!input.isEmpty()) {
                reads.add(input);
            }
        }
        for (String name : node.attributes().names()) {
            if (node.attributes().value(name, Object.class) instanceof Graph graph) {
                reads.addAll(free(graph));
            }
        }
        return reads;
    }

    /** Values that a subgraph takes from outside. */
    public static Set<String> free(Graph graph) {
        Set<String> own = new HashSet<>(graph.constants().keySet());
        graph.inputs().forEach(input -> own.add(input.name()));
        graph.nodes().forEach(node -> own.addAll(node.outputs()));
        Set<String> free = new HashSet<>();
        graph.nodes().forEach(node -> free.addAll(reads(node)));
        graph.outputs().forEach(output -> free.add(output.name()));
        free.removeAll(own);
        return free;
    }

    /**
     * The nodes so that every value is made before it is read; those that are in order already stay as they are.
     *
     * @throws ModelException if a value is made twice or never, or nodes read each other's outputs in a circle
     */
    public static List<Node> sort(List<Node> nodes, Set<String> known) {
        Map<String, Node> producers = new HashMap<>();
        for (Node node : nodes) {
            for (String output : node.outputs()) {
                if (!output.isEmpty() && (known.contains(output) || producers.put(output, node) != null)) {
                    throw new ModelException(node + " makes '" + output + "', which exists already");
                }
            }
        }
        Map<Node, Integer> waiting = new HashMap<>();
        Map<Node, List<Node>> followers = new HashMap<>();
        Map<Node, Integer> places = new HashMap<>();
        PriorityQueue<Node> ready = new PriorityQueue<>(Comparator.comparing(places::get));
        for (Node node : nodes) {
            places.put(node, places.size());
            int count = 0;
            for (String value : new HashSet<>(reads(node))) {
                Node producer = producers.get(value);
                if (producer != null) {
                    followers
                            .computeIfAbsent(producer, key -> new ArrayList<>())
                            .add(node);
                    count++;
                } else if (!known.contains(value)) {
                    throw new ModelException(node + " reads '" + value + "', which nothing makes");
                }
            }
            waiting.put(node, count);
            if (count == 0) {
                ready.add(node);
            }
        }
        List<Node> sorted = new ArrayList<>(nodes.size());
        while (!ready.isEmpty()) {
            Node node = ready.remove();
            sorted.add(node);
            for (Node follower : followers.getOrDefault(node, List.of())) {
                if (waiting.merge(follower, -1, Integer::sum) == 0) {
                    ready.add(follower);
                }
            }
        }
        if (sorted.size() < nodes.size()) {
            Node stuck = nodes.stream()
                    .filter(node -> waiting.get(node) > 0)
                    .findFirst()
                    .orElseThrow();
            throw new ModelException(stuck + " needs its own output: the graph has a cycle");
        }
        return sorted;
    }
}
