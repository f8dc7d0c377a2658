package dev.lanewise.jmh.peers;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;

/** ONNX Runtime with a model of one MatMulInteger; B as a constant (prepacked) or as an input. */
final class OnnxRuntimeInt8Peer implements Int8Peer {

    private final boolean constantB;
    private OnnxRuntimeModel model;

    OnnxRuntimeInt8Peer(boolean constantB) {
        this.constantB = constantB;
    }

    @Override
    public String name() {
        return constantB ? "ort" : "ort-dynB";
    }

    @Override
    public void prepare(Int8Product product) throws OrtException {
        int m = product.m();
        int n = product.n();
        int k = product.k();
        model = new OnnxRuntimeModel(OnnxModel.matMulInteger(product, constantB), 1);
        model.input("A", Int8Product.buffer(product.nativeA()), OnnxJavaType.UINT8, m, k);
        if (!constantB) {
            model.input("B", Int8Product.buffer(product.nativeB()), OnnxJavaType.INT8, k, n);
        }
        model.output("C", Int8Product.buffer(product.nativeC()), OnnxJavaType.INT32, m, n);
    }

    @Override
    public void run() throws OrtException {
        model.run();
    }

    @Override
    public void close() {
        try {
            model.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
