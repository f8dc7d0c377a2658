package dev.lanewise.jmh.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** ONNX Runtime with a model, all optimisations, data outside the heap and a pinned output. */
final class OnnxRuntimeModel implements AutoCloseable {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
    private FloatBuffer result;

    OnnxRuntimeModel(byte[] model, int threads) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            session = environment.createSession(model, options);
        }
    }

    void input(String name, float[] data, long... sizes) throws OrtException {
        FloatBuffer buffer = buffer(data.length);
        buffer.put(data).rewind();
        inputs.put(name, OnnxTensor.createTensor(environment, buffer, sizes));
    }

    void output(String name, long... sizes) throws OrtException {
        result = buffer(Math.toIntExact(Arrays.stream(sizes).reduce(1, Math::multiplyExact)));
        outputs.put(name, OnnxTensor.createTensor(environment, result, sizes));
    }

    void run() throws OrtException {
        session.run(inputs, outputs).close();
    }

    /** Nothing wrong is timed. */
    void requireSame(float[] ours, double tolerance, String name) {
        for (int i = 0; i < ours.length; i++) {
            if (!(Math.abs(ours[i] - result.get(i)) <= tolerance)) {
                throw new IllegalStateException(
                        "%s: y[%d] is %s; ONNX Runtime has %s".formatted(name, i, ours[i], result.get(i)));
            }
        }
    }

    private static FloatBuffer buffer(int length) {
        return ByteBuffer.allocateDirect(length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    @Override
    public void close() throws OrtException {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        session.close();
    }
}
