package dev.lanewise.jmh.peers;

import static dev.lanewise.jmh.peers.NativeFunction.FLOAT;
import static dev.lanewise.jmh.peers.NativeFunction.INT;
import static dev.lanewise.jmh.peers.NativeFunction.POINTER;

import java.lang.foreign.MemoryLayout;

/** What MKL and OpenBLAS have in common: CBLAS's constants and signatures. */
final class Cblas {

    static final int ROW_MAJOR = 101;
    static final int NO_TRANS = 111;
    static final int TRANS = 112;

    private static final MemoryLayout[] SGEMM = {
        INT, INT, INT, INT, INT, INT, FLOAT, POINTER, INT, POINTER, INT, FLOAT, POINTER, INT
    };
    private static final MemoryLayout[] SGEMV = {
        INT, INT, INT, INT, FLOAT, POINTER, INT, POINTER, INT, FLOAT, POINTER, INT
    };

    private Cblas() {}

    /** {@code cblas_sgemm(layout, transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)}. */
    static MemoryLayout[] sgemm() {
        return SGEMM.clone();
    }

    /** {@code cblas_sgemv(layout, trans, rows, columns, alpha, a, lda, x, incX, beta, y, incY)}. */
    static MemoryLayout[] sgemv() {
        return SGEMV.clone();
    }
}
