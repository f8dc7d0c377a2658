package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.BinaryKernel;
import dev.lanewise.engine.kernels.BinaryKind;
import dev.lanewise.engine.kernels.Kernels;

/**
 * What is added to scores, or which of them count. Keys are neighbours; the other strides may be 0.
 *
 * @param terms what is added, or null
 * @param allowed which keys count, or null
 * @param offset first element
 * @param batchStride elements from one batch to the next
 * @param headStride elements from one head to the next
 * @param queryStride elements from one query to the next
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record AttentionMasking(
        float[] terms, boolean[] allowed, int offset, int batchStride, int headStride, int queryStride) {
    private static final BinaryKernel PAIRS = Kernels.active().binary();

    /** Masks the scores of one query with some keys. */
    void apply(int batch, int head, int query, int key, int count, float[] scores, int at) {
        int first = offset + batch * batchStride + head * headStride + query * queryStride + key;
        if (terms != null) {
            PAIRS.apply(BinaryKind.ADD, count, scores, at, terms, first, scores, at);
            return;
        }
        for (int i = 0; i < count; i++) {
            if (!allowed[first + i]) {
                scores[at + i] = Float.NEGATIVE_INFINITY;
            }
        }
    }
}
