package dev.lanewise.inference.conformance;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;

/** Runs a model in ONNX Runtime, which outputs are compared with. */
public final class OnnxRuntime implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    /** Loads a model. */
    public OnnxRuntime(byte[] model) throws OrtException {
        this(model, OptLevel.ALL_OPT);
    }

    /** Loads a model, changed before by these passes. */
    public OnnxRuntime(byte[] model, OptLevel level) throws OrtException {
        SessionOptions options = new SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setOptimizationLevel(level);
        session = environment.createSession(model, options);
    }

    /** Outputs, all floats, by name. */
    public Map<String, float[]> run(Map<String, Tensor> inputs) throws OrtException {
        Map<String, OnnxTensor> given = new HashMap<>();
        for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
            Tensor tensor = input.getValue();
            given.put(
                    input.getKey(),
                    tensor.type() == ElementType.FLOAT
                            ? OnnxTensor.createTensor(environment, FloatBuffer.wrap(tensor.floats()), tensor.shape())
                            : OnnxTensor.createTensor(environment, LongBuffer.wrap(tensor.longs()), tensor.shape()));
        }
        Map<String, float[]> outputs = new HashMap<>();
        try (OrtSession.Result result = session.run(given)) {
            for (Map.Entry<String, OnnxValue> output : result) {
                FloatBuffer buffer = ((OnnxTensor) output.getValue()).getFloatBuffer();
                float[] values = new float[buffer.remaining()];
                buffer.get(values);
                outputs.put(output.getKey(), values);
            }
        }
        return outputs;
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
