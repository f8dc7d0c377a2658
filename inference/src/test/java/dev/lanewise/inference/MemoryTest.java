package dev.lanewise.inference;

import static dev.lanewise.inference.SmallModels.graph;
import static dev.lanewise.inference.SmallModels.model;
import static dev.lanewise.inference.SmallModels.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import dev.lanewise.inference.tensor.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What sessions take of the heap. On scalar kernels, since others allocate vectors until C2 has compiled them. */
@Tag("scalar")
class MemoryTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** Maps and tensors around the outputs' arrays; not what goes with the size of values. */
    private static final long SMALL = 16 << 10;

    /** Bytes that this thread allocates in a run, the least of several: the JVM's own doings aside. */
    private static long allocated(Session session, Map<String, Tensor> inputs) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            session.run(inputs);
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private static long bytes(Map<String, Tensor> tensors) {
        return tensors.values().stream()
                .mapToLong(tensor ->
                        (long) tensor.elements() * tensor.type().storage().bytes())
                .sum();
    }

    private static void assertOutputsOnly(String model, Map<String, long[]> shapes) throws IOException {
        try (Session session = Session.load(ModelsTest.resource(model))) {
            Map<String, Tensor> inputs = session.sampleInputs(shapes);
            long outputs = bytes(session.run(inputs));
            long allocated = allocated(session, inputs);
            assertTrue(
                    allocated <= outputs + SMALL,
                    model + " allocates " + allocated + " bytes a run for outputs of " + outputs);
        }
    }

    @Test
    void runsAllocateTheirOutputsAlone() throws IOException {
        assertOutputsOnly("models/ch_PP-OCRv4_det_infer.onnx", Map.of("x", new long[] {1, 3, 64, 96}));
        assertOutputsOnly("models/ch_PP-OCRv4_rec_infer.onnx", Map.of("x", new long[] {1, 3, 48, 64}));
        long[] words = {1, 12};
        for (String model : new String[] {"all-minilm-l6-v2.onnx", "all-minilm-l6-v2-q.onnx"}) {
            assertOutputsOnly(model, Map.of("input_ids", words, "attention_mask", words, "token_type_ids", words));
        }
    }

    @Test
    void weightsStayInTheFile(@TempDir Path folder) throws IOException {
        int n = 2000;
        byte[] large = product(n);
        Path file = Files.write(folder.resolve("large.onnx"), large);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try (Session session = Session.load(file)) {
            long loaded = THREADS.getCurrentThreadAllocatedBytes() - before;
            assertTrue(loaded < large.length / 4, "loading allocated " + loaded + " bytes");
            assertEquals(
                    1, session.run(Map.of("x", Tensor.of(new float[2], 1, 2))).size());
        }
    }

    /** x·w with 16·n² bytes of weights. */
    private static byte[] product(int n) {
        TensorProto weights = TensorProto.newBuilder()
                .setName("w")
                .setDataType(1)
                .addDims(2)
                .addDims(2L * n * n)
                .setRawData(ByteString.copyFrom(new byte[16 * n * n]))
                .build();
        return model(graph(node("MatMul", "m", "x", "w"), node("ReduceMean", "y", "m"))
                .addInitializer(weights));
    }

    /** Once the model is parsed, nothing of its file is left in memory, and it may be run in a new shape all the same. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void noFileStaysMapped(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("weights.onnx"), product(300));
        try (Session session = Session.load(file)) {
            session.run(Map.of("x", Tensor.of(new float[2], 1, 2)));
            Files.delete(file);
            for (int i = 0; i < 100 && isMapped(file); i++) {
                System.gc();
                Thread.sleep(10);
            }
            assertFalse(isMapped(file), file + " is mapped");
            session.run(Map.of("x", Tensor.of(new float[6], 3, 2)));
        }
    }

    private static boolean isMapped(Path file) throws IOException {
        return Files.readString(Path.of("/proc/self/maps")).contains(file.toString());
    }
}
