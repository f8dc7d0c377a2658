package dev.lanewise.inference.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.Tensor;
import dev.lanewise.inference.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What passes make of small graphs. */
class PassesTest {
    private final Map<String, Constant> constants = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    private void constant(String name, float... values) {
        constants.put(name, Constant.of(Tensor.of(values, values.length)));
    }

    private void node(String operator, String output, String... inputs) {
        nodes.add(new Node(output, operator, "", 17, Arrays.asList(inputs), List.of(output), Attributes.NONE));
    }

    private Graph simplified() {
        Graph graph = new Graph(List.of(info("x")), List.of(info("y")), constants, nodes);
        Passes.simplify(graph, folding -> {});
        return graph;
    }

    private static TensorInfo info(String name) {
        return new TensorInfo(name, ElementType.FLOAT, null, null);
    }

    private static Node only(Graph graph) {
        assertEquals(1, graph.nodes().size(), graph.nodes()::toString);
        return graph.nodes().getFirst();
    }

    @Test
    void scaleAndShiftBehindHardSwishAreOneFunction() {
        constant("scale", 0.5f);
        constant("shift", -1);
        node("HardSwish", "swish", "x");
        node("Mul", "scaled", "scale", "swish");
        node("Add", "y", "scaled", "shift");
        Node made = only(simplified());
        assertEquals(
                "SCALED_HARD_SWISH(0.5, -1.0)",
                Activations.of(made).orElseThrow().toString());
        assertEquals(List.of("x"), made.inputs());
    }

    @Test
    void aShiftAloneBehindHardSwishIsToo() {
        constant("shift", 2);
        node("HardSwish", "swish", "x");
        node("Add", "y", "swish", "shift");
        assertEquals(
                "SCALED_HARD_SWISH(1.0, 2.0)",
                Activations.of(only(simplified())).orElseThrow().toString());
    }

    @Test
    void aScalePerChannelStaysANode() {
        constant("scale", 1, 2, 3);
        node("HardSwish", "swish", "x");
        node("Mul", "y", "swish", "scale");
        assertEquals(2, simplified().nodes().size());
    }
}
