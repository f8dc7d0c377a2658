package dev.lanewise.jmh.peers;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** ONNX Runtime with a model, all optimisations, data outside the heap and pinned outputs. */
final class OnnxRuntimeModel implements AutoCloseable {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
    private final Map<String, FloatBuffer> results = new LinkedHashMap<>();

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

    void input(String name, long[] data, long... sizes) throws OrtException {
        LongBuffer buffer = bytes(data.length * Long.BYTES).asLongBuffer();
        buffer.put(data).rewind();
        inputs.put(name, OnnxTensor.createTensor(environment, buffer, sizes));
    }

    void output(String name, long... sizes) throws OrtException {
        FloatBuffer result = buffer(Math.toIntExact(Arrays.stream(sizes).reduce(1, Math::multiplyExact)));
        results.put(name, result);
        outputs.put(name, OnnxTensor.createTensor(environment, result, sizes));
    }

    /** An output of the last run. */
    float[] result(String name) {
        FloatBuffer result = results.get(name);
        float[] copy = new float[result.capacity()];
        result.get(0, copy);
        return copy;
    }

    /** An input that the caller owns. */
    void input(String name, ByteBuffer data, OnnxJavaType type, long... sizes) throws OrtException {
        inputs.put(name, OnnxTensor.createTensor(environment, data, sizes, type));
    }

    /** An output that the caller owns. */
    void output(String name, ByteBuffer data, OnnxJavaType type, long... sizes) throws OrtException {
        outputs.put(name, OnnxTensor.createTensor(environment, data, sizes, type));
    }

    void run() throws OrtException {
        session.run(inputs, outputs).close();
    }

    /** Nothing wrong is timed. Of a model with one output. */
    void requireSame(float[] ours, double tolerance, String name) {
        FloatBuffer result = results.values().iterator().next();
        for (int i = 0; i < ours.length; i++) {
            if (!(Math.abs(ours[i] - result.get(i)) <= tolerance)) {
                throw new IllegalStateException(
                        "%s: y[%d] is %s; ONNX Runtime has %s".formatted(name, i, ours[i], result.get(i)));
            }
        }
    }

    private static FloatBuffer buffer(int length) {
        return bytes(length * Float.BYTES).asFloatBuffer();
    }

    private static ByteBuffer bytes(int length) {
        return ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() throws OrtException {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        session.close();
    }
}
