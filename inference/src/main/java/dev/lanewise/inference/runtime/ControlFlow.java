package dev.lanewise.inference.runtime;

import dev.lanewise.inference.graph.Graph;
import dev.lanewise.inference.graph.GraphOrder;
import dev.lanewise.inference.graph.Node;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import dev.lanewise.inference.tensor.Tensor;
import dev.lanewise.inference.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Runs If, Loop and Scan between plans. Their subgraphs are run as graphs of their own, on inputs and on what they take from outside, so
 * shapes may change from step to step.
 */
final class ControlFlow {
    /** Steps of a loop after which it is taken for one that never ends. */
    private static final long MOST_STEPS = 1 << 20;

    private final Node node;
    private final Function<String, Tensor> outside;
    private final Subgraphs subgraphs;

    /** Runs a subgraph. */
    @FunctionalInterface
    interface Subgraphs {
        Map<String, Tensor> run(Graph graph, Map<String, Tensor> given);
    }

    /** Of a node that reads values from outside. */
    ControlFlow(Node node, Function<String, Tensor> outside, Subgraphs subgraphs) {
        this.node = node;
        this.outside = outside;
        this.subgraphs = subgraphs;
    }

    /** Computes the node's outputs, by name. */
    Map<String, Tensor> run() {
        try {
            List<Tensor> outputs = switch (node.operator()) {
                case "If" -> branch();
                case "Loop" -> loop();
                default -> node.version() < 9 ? scanOfBatch() : scan(inputs(0), 0);
            };
            Map<String, Tensor> named = new LinkedHashMap<>();
            for (int i = 0; i < node.outputs().size(); i++) {
                named.put(node.outputs().get(i), outputs.get(i));
            }
            return named;
        } catch (IllegalStateException e) {
            // the session is closed
            throw e;
        } catch (RuntimeException | OutOfMemoryError e) {
            throw Failures.of(node.toString(), e);
        }
    }

    private List<Tensor> inputs(int from) {
        return node.inputs().subList(from, node.inputs().size()).stream()
                .map(outside)
                .toList();
    }

    private List<Tensor> branch() {
        boolean condition = isTrue(outside.apply(node.input(0)));
        Graph graph = node.attributes().graph(condition ? "then_branch" : "else_branch");
        return run(graph, List.of());
    }

    private List<Tensor> loop() {
        Graph body = node.attributes().graph("body");
        long trips = node.input(0).isEmpty()
                ? Long.MAX_VALUE
                : outside.apply(node.input(0)).toLongs()[0];
        boolean going = node.input(1).isEmpty() || isTrue(outside.apply(node.input(1)));
        List<Tensor> state = inputs(2);
        requireOutputs(body, 1 + state.size());
        List<List<Tensor>> steps = new ArrayList<>();
        for (long i = 0; i < trips && going; i++) {
            requireEnd(i);
            List<Tensor> given = new ArrayList<>();
            given.add(Tensor.of(new long[] {i}));
            given.add(Tensor.of(new boolean[] {true}));
            given.addAll(state);
            List<Tensor> made = run(body, given);
            going = isTrue(made.get(0));
            state = made.subList(1, 1 + state.size());
            steps.add(made.subList(1 + state.size(), made.size()));
        }
        List<Tensor> outputs = new ArrayList<>(state);
        for (int o = 0; o < body.outputs().size() - 1 - state.size(); o++) {
            outputs.add(stack(body.outputs().get(1 + state.size() + o), steps, o, 0, false));
        }
        return outputs;
    }

    private static void requireEnd(long step) {
        if (step >= MOST_STEPS || Thread.currentThread().isInterrupted()) {
            throw new ModelException("the loop has not ended after " + step + " steps");
        }
    }

    /** States first, then what is walked through. Dimensions that attributes count from the end do so without a batch. */
    private List<Tensor> scan(List<Tensor> inputs, int firstInput) {
        Graph body = node.attributes().graph("body");
        int scanned = Math.toIntExact(node.attributes().integer("num_scan_inputs"));
        int states = inputs.size() - scanned;
        if (scanned < 1 || states < 0) {
            throw new ModelException("attribute num_scan_inputs is " + scanned + "; there are " + inputs.size()
                    + " inputs from number " + firstInput + " on");
        }
        requireOutputs(body, states);
        int[] axes = new int[scanned];
        int length = -1;
        for (int i = 0; i < scanned; i++) {
            int[] shape = inputs.get(states + i).sizes();
            axes[i] = Shapes.axis(number("scan_input_axes", i), shape.length);
            if (length >= 0 && shape[axes[i]] != length) {
                throw new ModelException("inputs have " + length + " and " + shape[axes[i]] + " steps");
            }
            length = shape[axes[i]];
        }
        List<Tensor> state = inputs.subList(0, states);
        List<List<Tensor>> steps = new ArrayList<>();
        for (int step = 0; step < length; step++) {
            List<Tensor> given = new ArrayList<>(state);
            for (int i = 0; i < scanned; i++) {
                boolean backwards = number("scan_input_directions", i) == 1 || number("directions", i) == 1;
                given.add(Slices.at(inputs.get(states + i), axes[i], backwards ? length - 1 - step : step));
            }
            List<Tensor> made = run(body, given);
            state = made.subList(0, states);
            steps.add(made.subList(states, made.size()));
        }
        List<Tensor> outputs = new ArrayList<>(state);
        for (int o = 0; o < body.outputs().size() - states; o++) {
            boolean backwards = number("scan_output_directions", o) == 1;
            outputs.add(stack(body.outputs().get(states + o), steps, o, number("scan_output_axes", o), backwards));
        }
        return outputs;
    }

    /** Before version 9 the first input has lengths, all others a first dimension for the batch. */
    private List<Tensor> scanOfBatch() {
        if (!node.input(0).isEmpty()) {
            throw new ModelException("sequences of different lengths are not supported");
        }
        List<Tensor> inputs = inputs(1);
        List<List<Tensor>> results = new ArrayList<>();
        for (int b = 0; b < inputs.getFirst().sizes()[0]; b++) {
            int element = b;
            results.add(scan(
                    inputs.stream().map(input -> Slices.at(input, 0, element)).toList(), 1));
        }
        Graph body = node.attributes().graph("body");
        List<Tensor> outputs = new ArrayList<>();
        for (int o = 0; o < node.outputs().size(); o++) {
            outputs.add(stack(body.outputs().get(o), results, o, 0, false));
        }
        return outputs;
    }

    private long number(String attribute, int i) {
        long[] numbers = node.attributes().integers(attribute);
        return numbers != null && i < numbers.length ? numbers[i] : 0;
    }

    /** One output of every step along a new dimension. */
    private static Tensor stack(TensorInfo info, List<List<Tensor>> steps, int output, long axis, boolean backwards) {
        List<Tensor> slices =
                new ArrayList<>(steps.stream().map(made -> made.get(output)).toList());
        if (backwards) {
            slices = slices.reversed();
        }
        // without a step only the model can tell
        ElementType type =
                !slices.isEmpty() ? slices.getFirst().type() : info.type() == null ? ElementType.FLOAT : info.type();
        int[] shape = slices.isEmpty() ? emptyShape(info) : slices.getFirst().sizes();
        return Slices.stack(slices, Shapes.axis(axis, shape.length + 1), type, shape);
    }

    private static int[] emptyShape(TensorInfo info) {
        long[] shape = info.shape() == null ? new long[0] : info.shape();
        int[] sizes = new int[shape.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Math.toIntExact(Math.max(0, shape[i]));
        }
        return sizes;
    }

    private static void requireOutputs(Graph body, int least) {
        if (body.outputs().size() < least) {
            throw new ModelException("the body has " + body.outputs().size() + " outputs; it must have " + least);
        }
    }

    private static boolean isTrue(Tensor tensor) {
        if (tensor.type() != ElementType.BOOL || tensor.elements() != 1) {
            throw new ModelException("the condition is " + tensor + "; it must be one truth value");
        }
        return tensor.bytes()[0] != 0;
    }

    private List<Tensor> run(Graph graph, List<Tensor> inputs) {
        if (graph.inputs().size() != inputs.size()) {
            throw new ModelException(
                    "the subgraph has " + graph.inputs().size() + " inputs; it is given " + inputs.size());
        }
        Map<String, Tensor> given = new HashMap<>();
        for (String name : GraphOrder.free(graph)) {
            given.put(name, outside.apply(name));
        }
        for (int i = 0; i < inputs.size(); i++) {
            given.put(graph.inputs().get(i).name(), inputs.get(i));
        }
        return new ArrayList<>(subgraphs.run(graph, given).values());
    }
}
