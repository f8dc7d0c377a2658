package dev.lanewise.properties.input;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Epilogue;
import dev.lanewise.engine.Gemm;
import dev.lanewise.engine.PackedMatrix;
import dev.lanewise.engine.Transpose;
import dev.lanewise.engine.planning.LoopOrder;
import java.lang.foreign.MemorySegment;

/** A valid prepared product of 3×5 by 5×4, and its run; tests change one thing. */
final class PreparedCall {
    int m = 3;
    int n = 4;
    int k = 5;
    int lda = 6;
    int ldb = 7;
    int ldc = 8;
    int aOffset = 1;
    int bOffset = 2;
    int cOffset = 3;
    Transpose transA = Transpose.NO;
    Transpose transB = Transpose.NO;
    LoopOrder order = LoopOrder.AUTO;
    boolean prepacked;
    boolean giveB = true;
    PackedMatrix weights;
    float[] a = SgemmCall.filled(18, 1);
    float[] b = SgemmCall.filled(34, 2);
    float[] c = SgemmCall.filled(23, 3);
    MemorySegment segmentA;
    MemorySegment segmentC;
    float[] biasPerColumn = new float[4];
    float[] biasPerRow = new float[3];
    float[] residual = SgemmCall.filled(2 + 2 * 5 + 4, 1);
    int residualOffset = 2;
    int residualLd = 5;
    float scale = 1;
    Activation activation = Activation.RELU;
    boolean noEpilogue;

    void withWeights(Engine engine, int rows, int cols) {
        prepacked = true;
        giveB = false;
        weights = engine.pack(Transpose.NO, rows, cols, new float[rows * cols], 0, cols);
    }

    void run(Engine engine) {
        Gemm gemm = prepare(engine);
        if (segmentA != null && giveB) {
            gemm.run(segmentA, aOffset, MemorySegment.ofArray(b), bOffset, segmentC, cOffset);
        } else if (segmentA != null) {
            gemm.run(segmentA, aOffset, segmentC, cOffset);
        } else if (giveB) {
            gemm.run(a, aOffset, b, bOffset, c, cOffset);
        } else {
            gemm.run(a, aOffset, c, cOffset);
        }
    }

    private Gemm prepare(Engine engine) {
        Epilogue epilogue = noEpilogue
                ? null
                : Epilogue.builder()
                        .biasPerColumn(biasPerColumn)
                        .biasPerRow(biasPerRow)
                        .residual(residual, residualOffset, residualLd)
                        .scale(scale)
                        .activation(activation)
                        .build();
        Gemm.Builder builder = engine.gemm(m, n, k)
                .transposeA(transA)
                .transposeB(transB)
                .leadingDimensions(lda, ldb, ldc)
                .beta(1)
                .epilogue(epilogue)
                .loopOrder(order);
        return (prepacked ? builder.weights(weights) : builder).prepare();
    }
}
