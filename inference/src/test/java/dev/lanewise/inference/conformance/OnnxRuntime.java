package dev.lanewise.inference.conformance;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.Shapes;
import dev.lanewise.inference.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
        Map<String, float[]> outputs = new HashMap<>();
        runTensors(inputs).forEach((name, tensor) -> outputs.put(name, tensor.floats()));
        return outputs;
    }

    /** Outputs by name. */
    public Map<String, Tensor> runTensors(Map<String, Tensor> inputs) throws OrtException {
        Map<String, OnnxTensor> given = new HashMap<>();
        for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
            Tensor tensor = input.getValue();
            OnnxJavaType type = OnnxJavaType.valueOf(tensor.type().name());
            given.put(input.getKey(), OnnxTensor.createTensor(environment, bytes(tensor), tensor.shape(), type));
        }
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        try (OrtSession.Result result = session.run(given)) {
            for (Map.Entry<String, OnnxValue> output : result) {
                OnnxTensor tensor = (OnnxTensor) output.getValue();
                outputs.put(output.getKey(), tensor(tensor.getByteBuffer(), tensor.getInfo()));
            }
        }
        return outputs;
    }

    static ByteBuffer bytes(Tensor tensor) {
        int size = Math.multiplyExact(tensor.elements(), tensor.type().storage().bytes());
        ByteBuffer bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        switch (tensor.array()) {
            case float[] array -> bytes.asFloatBuffer().put(array);
            case double[] array -> bytes.asDoubleBuffer().put(array);
            case long[] array -> bytes.asLongBuffer().put(array);
            case int[] array -> bytes.asIntBuffer().put(array);
            case short[] array -> bytes.asShortBuffer().put(array);
            case byte[] array -> bytes.duplicate().put(array);
            default -> throw new IllegalArgumentException(tensor.toString());
        }
        return bytes;
    }

    private static Tensor tensor(ByteBuffer bytes, TensorInfo info) {
        ElementType type = ElementType.valueOf(info.type.name());
        Tensor tensor = Tensor.zeros(type, Shapes.ints(info.getShape()));
        ByteBuffer source = bytes.order(ByteOrder.nativeOrder());
        switch (tensor.array()) {
            case float[] array -> source.asFloatBuffer().get(array);
            case double[] array -> source.asDoubleBuffer().get(array);
            case long[] array -> source.asLongBuffer().get(array);
            case int[] array -> source.asIntBuffer().get(array);
            case short[] array -> source.asShortBuffer().get(array);
            case byte[] array -> source.get(array);
            default -> throw new IllegalArgumentException(tensor.toString());
        }
        return tensor;
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
