package dev.lanewise.jmh.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;

/** ONNX Runtime with a model of one MatMul, all optimisations, pinned output; B as a constant (prepacked) or as an input. */
final class OnnxRuntimePeer implements Peer {

    private final boolean constantB;
    private final int threads;
    private NativeProduct product;
    private OrtSession session;
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();

    OnnxRuntimePeer(boolean constantB, int threads) {
        this.constantB = constantB;
        this.threads = threads;
    }

    @Override
    public String name() {
        return constantB ? "ort" : "ort-dynB";
    }

    @Override
    public void prepare(NativeProduct product) throws OrtException {
        this.product = product;
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions sessionOptions = new OrtSession.SessionOptions()) {
            sessionOptions.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            sessionOptions.setIntraOpNumThreads(threads);
            sessionOptions.setInterOpNumThreads(1);
            session = environment.createSession(OnnxModel.matMul(product, constantB), sessionOptions);
        }
        inputs.put("A", OnnxTensor.createTensor(environment, product.bufferA(), new long[] {product.m(), product.k()}));
        if (!constantB) {
            inputs.put("B", OnnxTensor.createTensor(environment, product.bufferB(), new long[] {product.k(), product.n()
            }));
        }
        outputs.put(
                "C", OnnxTensor.createTensor(environment, product.bufferC(), new long[] {product.m(), product.n()}));
    }

    @Override
    public void run() throws OrtException {
        session.run(inputs, outputs).close();
    }

    @Override
    public float[] result() {
        return product.nativeC().toArray(ValueLayout.JAVA_FLOAT);
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
