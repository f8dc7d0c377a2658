package dev.lanewise.inference;

import static dev.lanewise.inference.SmallModels.graph;
import static dev.lanewise.inference.SmallModels.model;
import static dev.lanewise.inference.SmallModels.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Tensor;
import dev.lanewise.inference.tensor.UnsupportedOperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small models made here: what they compute, and what is said of bad ones. */
class SessionTest {
    private static void assertRefused(GraphProto.Builder graph, String... words) {
        ModelException refusal = assertThrows(
                ModelException.class, () -> Session.load(model(graph)).close());
        for (String word : words) {
            assertTrue(refusal.getMessage().contains(word), refusal.getMessage());
        }
    }

    @Test
    void computes() {
        byte[] model = model(graph(node("Relu", "positive", "x"), node("Add", "y", "positive", "x")));
        try (Session session = Session.load(model)) {
            assertEquals("{x=x: float[n, 2]}", session.inputInfo().toString());
            for (int rows = 1; rows < 4; rows++) {
                float[] x = new float[2 * rows];
                Arrays.fill(x, -1);
                x[0] = 3;
                float[] y =
                        session.run(Map.of("x", Tensor.of(x, rows, 2))).get("y").floats();
                assertEquals(6, y[0]);
                assertEquals(-1, y[1]);
                assertEquals(3, x[0]);
            }
        }
    }

    @Test
    void inputsAsOutputsAreCopies() {
        try (Session session = Session.load(model(graph(node("Identity", "y", "x"))))) {
            float[] x = {1, 2};
            float[] y = session.run(Map.of("x", Tensor.of(x, 1, 2))).get("y").floats();
            x[0] = 7;
            assertEquals(1, y[0]);
        }
    }

    @Test
    void wrongInputsAreNamed() {
        try (Session session = Session.load(model(graph(node("Relu", "y", "x"))))) {
            Tensor good = Tensor.of(new float[2], 1, 2);
            assertMessage("input 'z'", () -> session.run(Map.of("x", good, "z", good)));
            assertMessage("input 'x' is missing", () -> session.run(Map.of()));
            assertMessage("int64[1, 2]", () -> session.run(Map.of("x", Tensor.of(new long[2], 1, 2))));
            assertMessage("float[2, 1]", () -> session.run(Map.of("x", Tensor.of(new float[2], 2, 1))));
        }
    }

    private static void assertMessage(String words, Runnable run) {
        String message = assertThrows(IllegalArgumentException.class, run::run).getMessage();
        assertTrue(message.contains(words), message);
    }

    @Test
    void everyUnsupportedOperatorIsListed() {
        GraphProto.Builder graph = graph(node("Frobnicate", "a", "x"), node("Unheard", "y", "a"));
        UnsupportedOperatorException refusal = assertThrows(
                UnsupportedOperatorException.class,
                () -> Session.load(model(graph)).close());
        assertEquals(2, refusal.nodes().size());
        assertTrue(refusal.getMessage().contains("Frobnicate 'Frobnicate_a' (ONNX 17)"), refusal.getMessage());
    }

    @Test
    void unsoundGraphsAreRefused() {
        assertRefused(graph(node("Add", "y", "x", "z"), node("Relu", "z", "y")), "cycle");
        assertRefused(graph(node("Add", "y", "x", "z")), "Add_y", "'z'");
        assertRefused(graph(node("Relu", "z", "x")), "output 'y'");
        assertRefused(graph(node("Relu", "y", "x"), node("Abs", "y", "x")), "exists already");
    }

    @Test
    void unsoundTensorsAreRefused() {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName("w").setDataType(1);
        GraphProto.Builder graph = graph(node("Add", "y", "x", "w"));
        assertRefused(graph.clone().addInitializer(tensor.clone().addDims(3)), "'w'", "3 elements");
        assertRefused(graph.clone().addInitializer(tensor.clone().addDims(-1)), "'w'", "[-1]");
        assertRefused(graph.clone().addInitializer(tensor.clone().addDims(1L << 31)), "'w'");
        assertRefused(
                graph.clone().addInitializer(tensor.clone().addDims(1 << 20).addDims(1 << 20)), "'w'");
        assertRefused(graph.clone().addInitializer(tensor.clone().setDataType(99)), "'w'", "99");
    }

    @Test
    void externalDataStayInTheFolder(@TempDir Path folder) throws IOException {
        Path models = Files.createDirectory(folder.resolve("models"));
        Files.write(folder.resolve("secret.bin"), new byte[8]);
        Files.write(models.resolve("weights.bin"), new byte[8]);
        for (String location : new String[] {"../secret.bin", "missing.bin", "weights.bin"}) {
            TensorProto.Builder tensor = TensorProto.newBuilder()
                    .setName("w")
                    .setDataType(1)
                    .addDims(2)
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(StringStringEntryProto.newBuilder()
                            .setKey("location")
                            .setValue(location));
            Path file = models.resolve("model.onnx");
            Files.write(file, model(graph(node("Add", "y", "x", "w")).addInitializer(tensor)));
            if (location.startsWith("w")) {
                try (Session session = Session.load(file)) {
                    Tensor x = Tensor.of(new float[] {1, 2}, 1, 2);
                    assertEquals(2, session.run(Map.of("x", x)).get("y").floats()[1]);
                }
            } else {
                assertThrows(ModelException.class, () -> Session.load(file).close(), location);
            }
        }
    }

    @Test
    void shapesThatDoNotFitNameTheNode() {
        TensorProto weights = TensorProto.newBuilder()
                .setName("w")
                .setDataType(1)
                .addDims(3)
                .addAllFloatData(Arrays.asList(1f, 2f, 3f))
                .build();
        try (Session session =
                Session.load(model(graph(node("Add", "y", "x", "w")).addInitializer(weights)))) {
            ModelException refusal =
                    assertThrows(ModelException.class, () -> session.run(Map.of("x", Tensor.of(new float[2], 1, 2))));
            assertTrue(refusal.getMessage().contains("Add_y"), refusal.getMessage());
        }
    }

    @Test
    void damagedModelsAreRefused() throws IOException {
        byte[] model = ModelsTest.resource("models/ch_ppocr_mobile_v2.0_cls_infer.onnx");
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = Arrays.copyOf(model, i % 2 == 0 ? model.length : random.nextInt(model.length));
            for (int j = 0; j < 20; j++) {
                damaged[random.nextInt(Math.min(damaged.length, 20_000))] = (byte) random.nextInt();
            }
            try {
                Session.load(damaged).close();
            } catch (ModelException expected) {
                assertTrue(expected.getMessage() != null);
            }
        }
        assertThrows(ModelException.class, () -> Session.load(new byte[0]).close());
    }
}
