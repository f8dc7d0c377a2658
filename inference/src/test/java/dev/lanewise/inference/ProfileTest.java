package dev.lanewise.inference;

import static dev.lanewise.inference.SmallModels.graph;
import static dev.lanewise.inference.SmallModels.model;
import static dev.lanewise.inference.SmallModels.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.lanewise.inference.tensor.Tensor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session tells of its runs: costs, times, events. */
class ProfileTest {
    private static final int N = 2;

    /** x · w, then a function that is not fused into the product. */
    private static Session product() {
        TensorProto weights = TensorProto.newBuilder()
                .setName("w")
                .setDataType(1)
                .addDims(N)
                .addDims(N)
                .addAllFloatData(List.of(1f, 2f, 3f, 4f))
                .build();
        return Session.load(model(
                graph(node("MatMul", "m", "x", "w"), node("Softmax", "y", "m")).addInitializer(weights)));
    }

    private static Map<String, Tensor> inputs(Session session, int rows) {
        return session.sampleInputs(Map.of("x", new long[] {rows, N}));
    }

    @Test
    void countsWhatNodesCost() {
        try (Session session = product()) {
            int rows = 5;
            SessionPlan plan = session.plan(inputs(session, rows));
            assertEquals(
                    List.of("MatMul", "Softmax"),
                    plan.nodes().stream().map(NodePlan::operator).toList());
            NodePlan product = plan.nodes().getFirst();
            assertEquals(2L * rows * N * N, product.flop());
            assertEquals(4L * (rows * N + N * N + rows * N), product.bytes());
            assertEquals(4L * N * N, plan.weightBytes());
            // the function works in the place of the output
            assertEquals(0, plan.arenaBytes());
            assertEquals(product.flop(), plan.cost().flop());
        }
    }

    @Test
    void measuresEveryNode() {
        try (Session session = product()) {
            Profile profile = session.profile(inputs(session, 3), 4);
            assertEquals(session.plan(inputs(session, 3)), profile.plan());
            assertEquals(4, profile.runs());
            profile.nodes().forEach(node -> assertTrue(node.seconds() > 0));
            assertEquals(
                    profile.nodes().stream()
                            .mapToDouble(Profile.NodeTime::seconds)
                            .sum(),
                    profile.seconds());
            assertThrows(IllegalArgumentException.class, () -> session.profile(inputs(session, 3), 0));
        }
    }

    @Test
    void warmsUpForGivenSizesOrTheOnlyOnes() {
        try (Session session = product()) {
            Duration time = session.warmUp(inputs(session, 1), Duration.ofSeconds(1));
            assertTrue(time.isPositive());
            String message = assertThrows(IllegalArgumentException.class, session::warmUp)
                    .getMessage();
            assertTrue(message.contains("x: float[n, 2]"), message);
        }
        try (Session session =
                Session.load(model(graph(node("Relu", "y", "x")).setInput(0, SmallModels.value("x", 3, 2))))) {
            session.warmUp();
        }
    }

    @Test
    void sampleInputsFitTheModel() {
        try (Session session = product()) {
            assertEquals("float[7, 2]", inputs(session, 7).get("x").toString());
            assertThrows(IllegalArgumentException.class, () -> session.sampleInputs(Map.of("x", new long[] {2, 3})));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> session.sampleInputs(Map.of("x", new long[] {2, 2}, "z", new long[] {1})));
        }
    }

    @Test
    void flightRecorderSeesNodes(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("nodes.jfr");
        try (Session session = product();
                Recording recording = new Recording()) {
            recording.enable("dev.lanewise.Node").withoutThreshold();
            recording.start();
            session.run(inputs(session, 4));
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("dev.lanewise.Node"))
                .toList();
        assertEquals(
                List.of("MatMul", "Softmax"),
                events.stream().map(event -> event.getString("operator")).toList());
        assertEquals("float[4, 2]", events.getFirst().getString("outputs"));
        assertEquals(2L * 4 * N * N, events.getFirst().getLong("flop"));
        assertTrue(IntStream.range(0, events.size())
                .allMatch(i -> !events.get(i).getDuration().isNegative()));
    }
}
