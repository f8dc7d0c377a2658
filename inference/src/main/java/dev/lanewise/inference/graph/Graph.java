package dev.lanewise.inference.graph;

import dev.lanewise.inference.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Nodes in an order that computes every value before it is read, the constants they read, inputs and outputs. */
public final class Graph {
    private final List<TensorInfo> inputs;
    private final List<TensorInfo> outputs;
    private final Map<String, Constant> constants;
    private List<Node> nodes;
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, List<Node>> readers = new HashMap<>();
    private int made;

    /** Of parts that fit each other; see {@link GraphOrder}. */
    public Graph(List<TensorInfo> inputs, List<TensorInfo> outputs, Map<String, Constant> constants, List<Node> nodes) {
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.constants = new HashMap<>(constants);
        this.nodes = nodes;
        index();
    }

    /** What a run is given. */
    public List<TensorInfo> inputs() {
        return inputs;
    }

    /** What a run computes. */
    public List<TensorInfo> outputs() {
        return outputs;
    }

    /** The nodes, in order. */
    public List<Node> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    /** A constant, or null. */
    public Constant constant(String name) {
        return constants.get(name);
    }

    /** All constants. */
    public Map<String, Constant> constants() {
        return Collections.unmodifiableMap(constants);
    }

    /** The node that makes a value, or null for inputs and constants. */
    public Node producer(String value) {
        return producers.get(value);
    }

    /** The nodes that read a value, those in subgraphs through the node that holds the subgraph. */
    public List<Node> readers(String value) {
        return readers.getOrDefault(value, List.of());
    }

    /** The node that makes a value which no other reads, and which is no output; else null. */
    public Node soleProducer(String value) {
        return readers(value).size() == 1 && !isOutput(value) ? producer(value) : null;
    }

    /** The only reader of a value that is no output; else null. */
    public Node soleReader(String value) {
        return readers(value).size() == 1 && !isOutput(value) ? readers(value).getFirst() : null;
    }

    /** Whether a run returns the value. */
    public boolean isOutput(String value) {
        return outputs.stream().anyMatch(output -> output.name().equals(value));
    }

    /** Adds a constant under a new name. */
    public String add(Constant constant) {
        String name = newName();
        constants.put(name, constant);
        return name;
    }

    /** Adds a constant, or replaces one. */
    public void put(String name, Constant constant) {
        constants.put(name, constant);
    }

    /** A name that no value has. */
    public String newName() {
        String name;
        do {
            name = "lanewise." + made++;
        } while (constants.containsKey(name) || producers.containsKey(name));
        return name;
    }

    /** Puts nodes in place of others: those that are made stand where the last of the old ones stood. */
    public void replace(Set<Node> old, List<Node> replacements) {
        // by identity: the hash of a node is that of all its names, and long graphs are replaced node by node
        Set<Node> gone = Collections.newSetFromMap(new IdentityHashMap<>());
        gone.addAll(old);
        List<Node> changed = new ArrayList<>(nodes.size());
        int left = gone.size();
        for (Node node : nodes) {
            if (!gone.contains(node)) {
                changed.add(node);
            } else if (--left == 0) {
                changed.addAll(replacements);
            }
        }
        nodes = changed;
        gone.forEach(this::forget);
        replacements.forEach(this::enter);
    }

    /** Leaves out nodes and constants that no output needs. */
    public void prune() {
        Set<String> needed = new HashSet<>();
        outputs.forEach(output -> needed.add(output.name()));
        List<Node> kept = new ArrayList<>();
        for (Node node : nodes.reversed()) {
            if (node.outputs().stream().anyMatch(needed::contains)) {
                kept.add(node);
                needed.addAll(GraphOrder.reads(node));
            }
        }
        nodes = new ArrayList<>(kept.reversed());
        constants.keySet().retainAll(needed);
        index();
    }

    private void index() {
        producers.clear();
        readers.clear();
        nodes.forEach(this::enter);
    }

    private void enter(Node node) {
        node.outputs().forEach(output -> producers.put(output, node));
        GraphOrder.reads(node)
                .forEach(input -> readers.computeIfAbsent(input, name -> new ArrayList<>())
                        .add(node));
    }

    private void forget(Node node) {
        node.outputs().forEach(output -> producers.remove(output, node));
        GraphOrder.reads(node)
                .forEach(input -> readers.computeIfPresent(input, (name, some) -> {
                    some.remove(node);
                    return some;
                }));
    }
}
