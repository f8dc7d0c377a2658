package dev.lanewise.engine;

import dev.lanewise.engine.drivers.AttentionMasking;

/**
 * What is added to the scores of an {@link Attention}, or which keys a query sees. The element of key j for query i of head h in sequence
 * b is at {@code offset + b·batchStride + h·headStride + i·queryStride + j}; with strides of 0 one mask serves all. The array is
 * referenced, not copied, and read by each run.
 */
public final class AttentionMask {
    private final AttentionMasking masking;
    private final int length;

    private AttentionMask(AttentionMasking masking, int length) {
        Checks.size(masking.offset(), "maskOffset");
        Checks.size(masking.batchStride(), "batchStride");
        Checks.size(masking.headStride(), "headStride");
        Checks.size(masking.queryStride(), "queryStride");
        this.masking = masking;
        this.length = length;
    }

    /**
     * Terms added to scaled scores; −∞ hides a key.
     *
     * @param terms the terms
     * @param offset the first of them
     * @param batchStride elements from one sequence to the next
     * @param headStride elements from one head of queries to the next
     * @param queryStride elements from one query to the next
     * @return a mask
     * @throws NullPointerException if the array is null
     * @throws IllegalArgumentException if an offset or stride is negative
     */
    public static AttentionMask additive(float[] terms, int offset, int batchStride, int headStride, int queryStride) {
        Checks.notNull(terms, "mask");
        return new AttentionMask(
                new AttentionMasking(terms, null, offset, batchStride, headStride, queryStride), terms.length);
    }

    /**
     * Keys that are seen.
     *
     * @param allowed true where a key counts
     * @param offset the first of them
     * @param batchStride elements from one sequence to the next
     * @param headStride elements from one head of queries to the next
     * @param queryStride elements from one query to the next
     * @return a mask
     * @throws NullPointerException if the array is null
     * @throws IllegalArgumentException if an offset or stride is negative
     */
    public static AttentionMask allowing(
            boolean[] allowed, int offset, int batchStride, int headStride, int queryStride) {
        Checks.notNull(allowed, "mask");
        return new AttentionMask(
                new AttentionMasking(null, allowed, offset, batchStride, headStride, queryStride), allowed.length);
    }

    AttentionMasking masking() {
        return masking;
    }

    /** Elements from the offset on that an attention reads, once they are known to be there. */
    int check(int batch, int heads, int queries, int keys) {
        long extent = batch == 0 || queries == 0
                ? 0
                : (batch - 1L) * masking.batchStride()
                        + (heads - 1L) * masking.headStride()
                        + (queries - 1L) * masking.queryStride()
                        + keys;
        Checks.inside(length, masking.offset(), extent, "mask", "array");
        return (int) extent;
    }
}
