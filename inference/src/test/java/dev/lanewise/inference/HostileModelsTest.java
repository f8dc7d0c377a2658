package dev.lanewise.inference;

import static dev.lanewise.inference.SmallModels.graph;
import static dev.lanewise.inference.SmallModels.longs;
import static dev.lanewise.inference.SmallModels.model;
import static dev.lanewise.inference.SmallModels.node;
import static dev.lanewise.inference.SmallModels.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models made to do harm: each gets one exception that says what is wrong, soon and without filling the heap. */
@Timeout(60)
class HostileModelsTest {
    private static void assertRefused(byte[] model, String... words) {
        ModelException refusal = assertThrows(ModelException.class, () -> {
            try (Session session = Session.load(model)) {
                session.run(Map.of("x", Tensor.of(new float[2], 1, 2)));
            }
        });
        for (String word : words) {
            assertTrue(refusal.getMessage().contains(word), refusal.getMessage());
        }
        assertEquals(1, refusal.getMessage().lines().count(), refusal.getMessage());
    }

    private static void assertRefused(GraphProto.Builder graph, String... words) {
        assertRefused(model(graph), words);
    }

    @Test
    void truncatedModelsTellWhere() {
        byte[] sound = model(graph(node("Relu", "y", "x")));
        assertRefused(Arrays.copyOf(sound, sound.length - 3), "byte", "of " + (sound.length - 3));
        assertRefused(new byte[0], "no graph");
    }

    @Test
    void namesMustBeDistinct() {
        TensorProto w = longs("w", 1);
        assertRefused(graph(node("Relu", "y", "x")).addInitializer(w).addInitializer(w), "two tensors 'w'");
        assertRefused(graph(node("Relu", "y", "x")).addInput(value("x", 1)), "two inputs 'x'");
        assertRefused(graph(node("Relu", "y", "x")).addOutput(value("y", 1)), "two outputs 'y'");
        NodeProto constant = constant("x");
        assertRefused(graph(constant, node("Relu", "y", "x")), "Constant_x", "nothing else makes");
        assertRefused(graph(constant.toBuilder().clearOutput().build(), node("Relu", "y", "x")), "one output");
    }

    private static NodeProto constant(String output) {
        return node("Constant", output).toBuilder()
                .addAttribute(AttributeProto.newBuilder()
                        .setName("value_float")
                        .setType(AttributeProto.AttributeType.FLOAT)
                        .setF(1))
                .build();
    }

    @Test
    void hugeValuesAreRefused() {
        long big = 1L << 30;
        GraphProto.Builder filled = graph(node("ConstantOfShape", "c", "s"), node("Add", "y", "x", "c"));
        assertRefused(filled.clone().addInitializer(longs("s", big, big)), "ConstantOfShape_c", "more elements");
        assertRefused(filled.clone().addInitializer(longs("s", -1)), "ConstantOfShape_c");
        GraphProto.Builder returned = graph(node("ConstantOfShape", "c", "s"), node("Exp", "y", "c"));
        assertRefused(returned.clone().addInitializer(longs("s", Integer.MAX_VALUE)), "room");
        long[] ones = new long[1 << 20];
        Arrays.fill(ones, 1);
        assertRefused(filled.clone().addInitializer(longs("s", ones)), "1048576 dimensions");
        GraphProto.Builder tiled = graph(node("Tile", "t", "x", "s"), node("Relu", "y", "t"));
        assertRefused(tiled.clone().addInitializer(longs("s", 1L << 20, 1L << 20)), "Tile_t");
        assertRefused(tiled.clone().addInitializer(longs("s", Long.MAX_VALUE, 2)), "Tile_t");
    }

    /** Each of these constants would fit; all of them would fill any heap. */
    @Test
    void manyLargeConstantsAreRefusedOrComputed() {
        GraphProto.Builder graph = graph(node("Relu", "y", "x")).addInitializer(longs("s", 1 << 28));
        StringBuilder sum = new StringBuilder("c0");
        graph.clearNode().addNode(node("ConstantOfShape", "c0", "s"));
        for (int i = 1; i < 200; i++) {
            graph.addNode(node("Exp", "c" + i, sum.toString()));
            sum.replace(0, sum.length(), "c" + i);
        }
        graph.addNode(node("Shape", "n", sum.toString()))
                .addNode(node("Cast", "f", "n").toBuilder()
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("to")
                                .setType(AttributeProto.AttributeType.INT)
                                .setI(1))
                        .build());
        graph.addNode(node("Add", "y", "x", "f"));
        try (Session session = Session.load(model(graph))) {
            assertTrue(session.inputNames().contains("x"));
        }
    }

    @Test
    void deepGraphsAreRefused() {
        GraphProto inner = GraphProto.newBuilder().addOutput(value("x", 1)).build();
        for (int depth = 0; depth < 200; depth++) {
            inner = GraphProto.newBuilder()
                    .addNode(node("If", "o" + depth, "x").toBuilder()
                            .addAttribute(AttributeProto.newBuilder()
                                    .setName("then_branch")
                                    .setType(AttributeProto.AttributeType.GRAPH)
                                    .setG(inner)))
                    .build();
        }
        assertRefused(model(inner.toBuilder()), "not an ONNX model", "recursion");
    }

    @Test
    void longGraphsTakeTimeInProportion() {
        GraphProto.Builder graph = graph().addInitializer(longs("v0", 1));
        int length = 10_000;
        for (int i = 0; i < length; i++) {
            graph.addNode(node("Identity", "v" + (i + 1), "v" + i))
                    .addNode(node("Identity", "u" + (i + 1), i == 0 ? "x" : "u" + i));
        }
        graph.addNode(node("Relu", "y", "u" + length));
        try (Session session = Session.load(model(graph))) {
            assertEquals(
                    3,
                    session.run(Map.of("x", Tensor.of(new float[] {3, 0}, 1, 2)))
                            .get("y")
                            .floats()[0]);
        }
    }

    @Test
    void missingPartsAreRefused() {
        for (String operator :
                new String[] {"Conv", "MatMul", "Gemm", "Concat", "Reshape", "Slice", "Gather", "LSTM"}) {
            assertRefused(graph(node(operator, "y")), operator + "_y");
            assertRefused(graph(node(operator, "y", "x")), operator + "_y");
            assertRefused(graph(node(operator, "y", "", "", "")), operator + "_y");
        }
        ValueInfoProto untyped = ValueInfoProto.newBuilder().setName("x").build();
        assertRefused(graph(node("Relu", "y", "x")).setInput(0, untyped), "input 'x'", "type");
    }

    @Test
    void externalDataMustBeFilesOfTheFolder(@TempDir Path folder) throws IOException {
        Path models = Files.createDirectory(folder.resolve("models"));
        Path secret = Files.write(folder.resolve("secret.bin"), new byte[8]);
        Files.createSymbolicLink(models.resolve("link.bin"), secret);
        Files.write(models.resolve("weights.bin"), new byte[8]);
        assertExternal(models, "outside", entry("location", secret.toString()));
        assertExternal(models, "outside", entry("location", "link.bin"));
        assertExternal(models, "outside", entry("location", "../secret.bin"));
        assertExternal(models, "no file", entry("location", "."));
        assertExternal(models, "no file");
        assertExternal(models, "cannot be read", entry("location", "\0"));
        StringStringEntryProto here = entry("location", "weights.bin");
        assertExternal(models, "which has 8", here, entry("offset", "4"));
        assertExternal(models, "which has 8", here, entry("offset", "-8"));
        assertExternal(models, "which has 8", here, entry("offset", Long.toString(Long.MAX_VALUE)));
        assertExternal(models, "no number", here, entry("offset", "1e99"));
        assertExternal(models, "needs 8 bytes", here, entry("length", "9"));
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static void assertExternal(Path folder, String words, StringStringEntryProto... entries)
            throws IOException {
        TensorProto tensor = TensorProto.newBuilder()
                .setName("w")
                .setDataType(1)
                .addDims(2)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addAllExternalData(Arrays.asList(entries))
                .build();
        Path file = Files.write(
                folder.resolve("model.onnx"),
                model(graph(node("Add", "y", "x", "w")).addInitializer(tensor)));
        String message = assertThrows(
                        ModelException.class, () -> Session.load(file).close())
                .getMessage();
        assertTrue(message.contains(words) && message.contains("'w'"), message);
    }

    @Test
    void allUnsupportedNodesAreNamedBeforeAnythingRuns() {
        NodeProto[] nodes = Collections.nCopies(3, node("Frobnicate", "a", "x")).toArray(new NodeProto[0]);
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = node("Frobnicate", i == 2 ? "y" : "a" + i, i == 0 ? "x" : "a" + (i - 1));
        }
        assertRefused(graph(nodes), "Frobnicate_a0", "Frobnicate_a1", "Frobnicate_y", "ONNX 17");
    }
}
