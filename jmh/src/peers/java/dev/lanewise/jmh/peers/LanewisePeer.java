package dev.lanewise.jmh.peers;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Gemm;
import dev.lanewise.engine.Transpose;

/** This engine. */
final class LanewisePeer implements Peer {

    enum Call {
        SGEMM("lanewise-sgemm"),
        /** The prepared operator, B packed ahead. */
        PACKED_B("lanewise-packB"),
        /** A matrix-vector call, where the product is one. */
        SGEMV("lanewise-sgemv");

        private final String peer;

        Call(String peer) {
            this.peer = peer;
        }

        String peer() {
            return peer;
        }
    }

    private final Call call;
    private final Engine engine;
    private NativeProduct product;
    private Gemm gemm;

    LanewisePeer(Call call, Engine engine) {
        this.call = call;
        this.engine = engine;
    }

    @Override
    public String name() {
        return call.peer;
    }

    @Override
    public boolean supports(NativeProduct product) {
        return call != Call.SGEMV || product.isMatrixVector();
    }

    @Override
    public void prepare(NativeProduct product) {
        this.product = product;
        if (call == Call.PACKED_B) {
            gemm = engine.gemm(product.m(), product.n(), product.k())
                    .weights(engine.pack(Transpose.NO, product.k(), product.n(), product.b(), 0, product.n()))
                    .prepare();
        }
    }

    @Override
    public void run() {
        int m = product.m();
        int n = product.n();
        int k = product.k();
        switch (call) {
            case SGEMM ->
                engine.sgemm(
                        Transpose.NO,
                        Transpose.NO,
                        m,
                        n,
                        k,
                        1,
                        product.a(),
                        0,
                        k,
                        product.b(),
                        0,
                        n,
                        0,
                        product.c(),
                        0,
                        n);
            case PACKED_B -> gemm.run(product.a(), 0, product.c(), 0);
            case SGEMV -> {
                if (n == 1) {
                    engine.sgemv(Transpose.NO, m, k, 1, product.a(), 0, k, product.b(), 0, 1, 0, product.c(), 0, 1);
                } else {
                    engine.sgemv(Transpose.YES, k, n, 1, product.b(), 0, n, product.a(), 0, 1, 0, product.c(), 0, 1);
                }
            }
        }
    }

    @Override
    public float[] result() {
        return product.c();
    }
}
