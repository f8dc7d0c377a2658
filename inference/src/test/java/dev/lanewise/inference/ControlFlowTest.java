package dev.lanewise.inference;

import static dev.lanewise.inference.ModelBuilder.integer;
import static dev.lanewise.inference.ModelBuilder.integers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** If, Loop and Scan. */
class ControlFlowTest {
    private static final long[] ONE = {};

    /** A branch with a branch in it; both read values from outside, computed and constant. */
    @ParameterizedTest
    @ValueSource(floats = {-3, 0.5f, 4})
    void branchesWithinBranches(float x) throws OrtException {
        ModelBuilder small =
                new ModelBuilder().output("small", ElementType.FLOAT, 1).node("Mul", "twice,c", "small");
        ModelBuilder large =
                new ModelBuilder().output("large", ElementType.FLOAT, 1).node("Sub", "inner,c", "large");
        ModelBuilder positive = new ModelBuilder()
                .output("p", ElementType.FLOAT, 1)
                .node("Add", "twice,x", "inner")
                .node("Greater", "x,one", "isLarge")
                .node("If", "isLarge", "p", large.subgraph("then_branch"), small.subgraph("else_branch"));
        ModelBuilder negative =
                new ModelBuilder().output("n", ElementType.FLOAT, 1).node("Neg", "twice", "n");
        byte[] model = new ModelBuilder()
                .input("x", ElementType.FLOAT, 1)
                .output("y", ElementType.FLOAT, 1)
                .number("zero", 0)
                .number("one", 1)
                .floats("c", new long[] {1}, 10)
                .node("Add", "x,x", "twice")
                .node("Greater", "x,zero", "isPositive")
                .node("If", "isPositive", "b", positive.subgraph("then_branch"), negative.subgraph("else_branch"))
                .node("Add", "b,one", "y")
                .build(13);
        PeerComparison.assertAgrees(model, Map.of("x", Tensor.of(new float[] {x}, 1)), 1e-6);
    }

    /** The state grows in every step, and what every step gives is stacked. */
    @ParameterizedTest
    @ValueSource(longs = {1, 4})
    void loopsWhoseStateGrows(long trips) throws OrtException {
        ModelBuilder body = new ModelBuilder()
                .input("i", ElementType.INT64)
                .input("going", ElementType.BOOL)
                .input("state", ElementType.FLOAT, -1, 2)
                .output("goes", ElementType.BOOL)
                .output("longer", ElementType.FLOAT, -1, 2)
                .output("sizes", ElementType.FLOAT, 2)
                .node("Concat", "state,x", "longer", integer("axis", 0))
                .node("Shape", "longer", "shape")
                .node("Cast", "shape", "floats", integer("to", 1))
                .node("Add", "floats,c", "sizes")
                .node("Identity", "going", "goes");
        byte[] model = new ModelBuilder()
                .input("x", ElementType.FLOAT, 1, 2)
                .output("last", ElementType.FLOAT, -1, 2)
                .output("sums", ElementType.FLOAT, -1, 2)
                .integers("trips", ElementType.INT64, ONE, trips)
                .integers("true", ElementType.BOOL, ONE, 1)
                .floats("c", new long[] {2}, 1, 2)
                .node("Loop", "trips,true,x", "last,sums", body.subgraph("body"))
                .build(13);
        PeerComparison.assertAgrees(model, Map.of("x", Tensor.of(new float[] {3, 5}, 1, 2)), 1e-6);
    }

    @Test
    void loopsEndByTheirCondition() throws OrtException {
        byte[] model = doubling(new ModelBuilder(), ",", 100);
        PeerComparison.assertAgrees(model, Map.of("x", Tensor.of(new float[] {3}, 1)), 0);
    }

    /** Doubles x until it is not below a limit. */
    private static byte[] doubling(ModelBuilder model, String limits, float limit) {
        ModelBuilder body = new ModelBuilder()
                .input("i", ElementType.INT64)
                .input("going", ElementType.BOOL)
                .input("state", ElementType.FLOAT, 1)
                .output("goes", ElementType.BOOL)
                .output("twice", ElementType.FLOAT, 1)
                .node("Add", "state,state", "twice")
                .node("Less", "twice,limit", "isBelow")
                .node("Squeeze", "isBelow", "goes");
        return model.input("x", ElementType.FLOAT, 1)
                .output("y", ElementType.FLOAT, 1)
                .floats("limit", new long[] {1}, limit)
                .node("Loop", limits + ",x", "y", body.subgraph("body"))
                .build(13);
    }

    @Test
    void loopsWithoutAnEndAreStopped() {
        byte[] model = doubling(new ModelBuilder(), ",", 1);
        try (Session session = Session.load(model)) {
            // 0 stays below the limit for ever
            Map<String, Tensor> inputs = Map.of("x", Tensor.of(new float[] {0}, 1));
            ModelException refusal = assertThrows(ModelException.class, () -> session.run(inputs));
            assertTrue(refusal.getMessage().contains("has not ended after"), refusal.getMessage());
        }
    }

    @Test
    void noStepGivesNothing() {
        byte[] model = doubling(new ModelBuilder().integers("none", ElementType.INT64, ONE, 0), "none,", 100);
        try (Session session = Session.load(model)) {
            float[] y = session.run(Map.of("x", Tensor.of(new float[] {3}, 1)))
                    .get("y")
                    .floats();
            assertEquals(3, y[0]);
        }
    }

    /** A running sum along one dimension, backwards; steps go along another. */
    @Test
    void scans() throws OrtException {
        ModelBuilder body = new ModelBuilder()
                .input("state", ElementType.FLOAT, 2, 3)
                .input("step", ElementType.FLOAT, 2, 3)
                .output("next", ElementType.FLOAT, 2, 3)
                .output("product", ElementType.FLOAT, 2, 3)
                .node("Add", "state,step", "next")
                .node("Mul", "next,c", "product");
        byte[] model = new ModelBuilder()
                .input("x", ElementType.FLOAT, 2, 4, 3)
                .output("last", ElementType.FLOAT, 2, 3)
                .output("products", ElementType.FLOAT, 2, 3, 4)
                .random("start", 1, 2, 3)
                .number("c", 0.5f)
                .node(
                        "Scan",
                        "start,x",
                        "last,products",
                        integer("num_scan_inputs", 1),
                        integers("scan_input_axes", 1),
                        integers("scan_input_directions", 1),
                        integers("scan_output_axes", -1),
                        integers("scan_output_directions", 1),
                        body.subgraph("body"))
                .build(13);
        PeerComparison.assertAgrees(model, Map.of("x", PeerComparison.random(2, 4, 3)), 1e-6);
    }
}
