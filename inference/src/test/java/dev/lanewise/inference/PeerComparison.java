package dev.lanewise.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.lanewise.inference.conformance.OnnxRuntime;
import dev.lanewise.inference.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Runs a model here and in ONNX Runtime. */
final class PeerComparison {
    private PeerComparison() {}

    /** Random numbers of the normal distribution. */
    static Tensor random(long... shape) {
        Random random = new Random(3);
        int count = 1;
        for (long size : shape) {
            count *= (int) size;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, shape);
    }

    /**
     * Outputs, floats all of them, must be those of the peer within the tolerance.
     *
     * @return the operators that were run here
     */
    static List<String> assertAgrees(byte[] model, Map<String, Tensor> inputs, double tolerance) throws OrtException {
        try (Session session = Session.load(model);
                OnnxRuntime peer = new OnnxRuntime(model, OptLevel.NO_OPT)) {
            Map<String, Tensor> actual = session.run(inputs);
            peer.run(inputs).forEach((name, expected) -> {
                float[] values = actual.get(name).floats();
                assertEquals(expected.length, values.length, name);
                for (int i = 0; i < values.length; i++) {
                    assertEquals(expected[i], values[i], tolerance, name + " at " + i);
                }
                assertTrue(expected.length > 0, name);
            });
            return session.plan(inputs).nodes().stream().map(NodePlan::operator).toList();
        }
    }
}
