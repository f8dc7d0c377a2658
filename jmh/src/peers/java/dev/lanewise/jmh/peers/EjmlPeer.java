package dev.lanewise.jmh.peers;

import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.ejml.dense.row.CommonOps_MT_FDRM;

/** EJML's row-major product, plain Java. */
final class EjmlPeer implements Peer {

    private final int threads;
    private FMatrixRMaj a;
    private FMatrixRMaj b;
    private FMatrixRMaj c;

    EjmlPeer(int threads) {
        this.threads = threads;
    }

    @Override
    public String name() {
        return "ejml";
    }

    @Override
    public void prepare(NativeProduct product) {
        a = FMatrixRMaj.wrap(product.m(), product.k(), product.a());
        b = FMatrixRMaj.wrap(product.k(), product.n(), product.b());
        c = FMatrixRMaj.wrap(product.m(), product.n(), product.c());
    }

    @Override
    public void run() {
        if (threads > 1) {
            CommonOps_MT_FDRM.mult(a, b, c);
        } else {
            CommonOps_FDRM.mult(a, b, c);
        }
    }

    @Override
    public float[] result() {
        return c.data;
    }
}
