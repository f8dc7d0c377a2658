package dev.lanewise.engine;

import dev.lanewise.engine.drivers.AttentionHeads;
import dev.lanewise.engine.drivers.AttentionRun;
import dev.lanewise.engine.drivers.AttentionSpec;
import java.lang.foreign.MemorySegment;

/**
 * Scaled dot-product attention of many heads: {@code y[i] = Σⱼ softmaxⱼ(scale·q[i]·k[j] + mask[i][j])·v[j]} for each query i of each head.
 * With fewer heads of keys and values than of queries, neighbouring heads of queries share them (grouped-query attention; with one,
 * multi-query). Causal, a query sees no key behind its own position, where the last query stands at the last key.
 *
 * <p>Tensors are dense: batch×tokens×heads×size, or with heads first batch×heads×tokens×size. y shares no element with another
 * argument. The matrix of scores is never made: blocks of queries walk over blocks of keys, with the largest score so far and sums of
 * exponentials below it. So workspace does not depend on the number of tokens; for each thread it is a block of 512 queries with their
 * results, 256 keys and 256 values.
 *
 * <p>Errors: with {@code γ(t) = t·2⁻²⁴/(1 − t·2⁻²⁴)}, s = size and n = keys, a score is off by at most
 * {@code ε = γ(s + 3)·|scale|·Σ|q||k|} and a rounding of the mask, a weight relatively by twice the largest ε, {@code 2⁻²³·D} (D the
 * largest distance of a score from the maximum that matters, 105 at most) and {@code γ(n + ⌈n/256⌉ + 30)}; y is off by at most that times
 * {@code Σ weight·|v|}, and by {@code 2⁻¹²⁵·Σ|v|}, since exponentials below {@code exp(−87)} are 0. A query that sees no key gives +0. A NaN or +∞ among the scores that a query sees
 * makes its results NaN; so does a NaN or an infinity among the values of its block of keys, hidden or not.
 *
 * <p>Threads share the blocks of queries; bits do not depend on their number. They depend on the number of queries: up to four of all
 * heads that share keys are multiplied by keys and values as they lie, as in decoding. Immutable, and safe to run from many
 * threads at once; a run allocates nothing.
 *
 * <p>Source: Vaswani et al., "Attention Is All You Need", NeurIPS 2017; Dao et al., "FlashAttention", NeurIPS 2022, for the blocks;
 * Milakov, Gimelshein, "Online normalizer calculation for softmax", arXiv 1805.02867, 2018; Ainslie et al., "GQA", EMNLP 2023.
 */
public final class Attention {
    private final Engine engine;
    private final AttentionSpec spec;
    private final AttentionSpec cachedSpec;

    private Attention(Builder b) {
        engine = b.engine;
        int keyHeads = b.keyValueHeads == 0 ? b.heads : b.keyValueHeads;
        int valueSize = b.valueSize == 0 ? b.headSize : b.valueSize;
        AttentionHeads queries = new AttentionHeads(b.heads, b.headSize, b.headsFirst);
        AttentionHeads outputs = new AttentionHeads(b.heads, valueSize, b.headsFirst);
        float scale = Float.isNaN(b.scale) ? (float) (1 / Math.sqrt(b.headSize)) : b.scale;
        spec = new AttentionSpec(
                queries,
                new AttentionHeads(keyHeads, b.headSize, b.headsFirst),
                new AttentionHeads(keyHeads, valueSize, b.headsFirst),
                outputs,
                scale,
                b.causal);
        cachedSpec = new AttentionSpec(
                queries,
                new AttentionHeads(keyHeads, b.headSize, true),
                new AttentionHeads(keyHeads, valueSize, true),
                outputs,
                scale,
                b.causal);
    }

    /**
     * Makes an empty cache of keys and values.
     *
     * @param batch sequences side by side
     * @param capacity tokens that fit
     * @return a cache for this attention, and for others with these heads
     * @throws IllegalArgumentException if a size is negative or too large
     */
    public KeyValueCache cache(int batch, int capacity) {
        Checks.size(batch, "batch");
        Checks.size(capacity, "capacity");
        return new KeyValueCache(spec.keys(), spec.values(), batch, capacity);
    }

    /**
     * Runs on keys and values in arrays.
     *
     * @param batch sequences side by side
     * @param queries queries of a sequence
     * @param keys keys and values of a sequence
     * @param q queries
     * @param qOffset the first of them
     * @param k keys
     * @param kOffset the first of them
     * @param v values
     * @param vOffset the first of them
     * @param mask what masks scores, or null
     * @param y results
     * @param yOffset the first of them
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if a size is negative or too large, y overlaps another argument, or a causal attention has more
     *     queries than keys
     * @throws IndexOutOfBoundsException if an array or the mask is too short or an offset negative
     * @throws IllegalStateException if the engine is closed, or its workspace limit too small
     */
    public void run(
            int batch,
            int queries,
            int keys,
            float[] q,
            int qOffset,
            float[] k,
            int kOffset,
            float[] v,
            int vOffset,
            AttentionMask mask,
            float[] y,
            int yOffset) {
        int qs = checkQueries(batch, queries, keys);
        int ks = AttentionChecks.elements(batch, keys, spec.keys(), "k");
        int vs = AttentionChecks.elements(batch, keys, spec.values(), "v");
        int ys = AttentionChecks.elements(batch, queries, spec.outputs(), "y");
        Checks.vector(q, qOffset, qs, 1, "q");
        Checks.vector(k, kOffset, ks, 1, "k");
        Checks.vector(v, vOffset, vs, 1, "v");
        Checks.vector(y, yOffset, ys, 1, "y");
        Checks.disjoint(q, qOffset, 1, qs, qs, "q", "y", y, yOffset, 1, ys, ys);
        Checks.disjoint(k, kOffset, 1, ks, ks, "k", "y", y, yOffset, 1, ys, ys);
        Checks.disjoint(v, vOffset, 1, vs, vs, "v", "y", y, yOffset, 1, ys, ys);
        checkMask(mask, batch, queries, keys, y, yOffset, ys);
        AttentionRun run = engine.attentionRuns.begin();
        try {
            run.q.set(q, qOffset, spec.queries().ld(), false);
            run.k.set(k, kOffset, spec.keys().ld(), true);
            run.v.set(v, vOffset, spec.values().ld(), false);
            run.y.set(y, yOffset, spec.outputs().ld(), false);
            run.execute(spec, mask == null ? null : mask.masking(), batch, queries, keys, keys);
        } finally {
            engine.attentionRuns.end(run);
        }
    }

    /**
     * Runs on keys and values in segments of fp32 in native byte order, as {@link #run(int, int, int, float[], int, float[], int,
     * float[], int, AttentionMask, float[], int)}. A segment confined to the calling thread keeps the run there.
     *
     * @param batch sequences side by side
     * @param queries queries of a sequence
     * @param keys keys and values of a sequence
     * @param q queries
     * @param qOffset the first of them
     * @param k keys
     * @param kOffset the first of them
     * @param v values
     * @param vOffset the first of them
     * @param mask what masks scores, or null
     * @param y results, writable
     * @param yOffset the first of them
     * @throws NullPointerException if a segment is null
     * @throws IllegalArgumentException if a size is negative or too large, y is read-only or overlaps another argument, or a causal
     *     attention has more queries than keys
     * @throws IndexOutOfBoundsException if a segment or the mask is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed, or the engine's workspace limit too small
     */
    public void run(
            int batch,
            int queries,
            int keys,
            MemorySegment q,
            long qOffset,
            MemorySegment k,
            long kOffset,
            MemorySegment v,
            long vOffset,
            AttentionMask mask,
            MemorySegment y,
            long yOffset) {
        int qs = checkQueries(batch, queries, keys);
        int ks = AttentionChecks.elements(batch, keys, spec.keys(), "k");
        int vs = AttentionChecks.elements(batch, keys, spec.values(), "v");
        int ys = AttentionChecks.elements(batch, queries, spec.outputs(), "y");
        Checks.vector(q, qOffset, qs, 1, "q");
        Checks.vector(k, kOffset, ks, 1, "k");
        Checks.vector(v, vOffset, vs, 1, "v");
        Checks.vector(y, yOffset, ys, 1, "y");
        Checks.writable(y, "y");
        Checks.disjoint(q, qOffset, 1, qs, qs, "q", "y", y, yOffset, 1, ys, ys);
        Checks.disjoint(k, kOffset, 1, ks, ks, "k", "y", y, yOffset, 1, ys, ys);
        Checks.disjoint(v, vOffset, 1, vs, vs, "v", "y", y, yOffset, 1, ys, ys);
        checkMask(mask, batch, queries, keys, y.heapBase().orElse(null), 0, Integer.MAX_VALUE);
        AttentionRun run = engine.attentionRuns.begin();
        try {
            run.q.set(q, qOffset, spec.queries().ld(), false);
            run.k.set(k, kOffset, spec.keys().ld(), true);
            run.v.set(v, vOffset, spec.values().ld(), false);
            run.y.set(y, yOffset, spec.outputs().ld(), false);
            run.execute(spec, mask == null ? null : mask.masking(), batch, queries, keys, keys);
        } finally {
            engine.attentionRuns.end(run);
        }
    }

    /**
     * Runs on the keys and values of a cache; its batch is the batch.
     *
     * @param queries queries of a sequence
     * @param q queries
     * @param qOffset the first of them
     * @param cache keys and values, those of the queries appended before
     * @param mask what masks scores, or null
     * @param y results
     * @param yOffset the first of them
     * @throws NullPointerException if an array or the cache is null
     * @throws IllegalArgumentException if queries is negative or too many, y overlaps another argument, the cache was made for other
     *     heads, or a causal attention has more queries than keys
     * @throws IndexOutOfBoundsException if an array or the mask is too short or an offset negative
     * @throws IllegalStateException if the engine is closed, or its workspace limit too small
     */
    public void run(
            int queries, float[] q, int qOffset, KeyValueCache cache, AttentionMask mask, float[] y, int yOffset) {
        checkCache(cache);
        int qs = checkQueries(cache.batch(), queries, cache.length());
        int ys = AttentionChecks.elements(cache.batch(), queries, spec.outputs(), "y");
        Checks.vector(q, qOffset, qs, 1, "q");
        Checks.vector(y, yOffset, ys, 1, "y");
        Checks.disjoint(q, qOffset, 1, qs, qs, "q", "y", y, yOffset, 1, ys, ys);
        checkMask(mask, cache.batch(), queries, cache.length(), y, yOffset, ys);
        AttentionRun run = engine.attentionRuns.begin();
        try {
            run.q.set(q, qOffset, spec.queries().ld(), false);
            run.y.set(y, yOffset, spec.outputs().ld(), false);
            execute(run, queries, cache, mask);
        } finally {
            engine.attentionRuns.end(run);
        }
    }

    /**
     * Runs on the keys and values of a cache, queries and results in segments of fp32 in native byte order, as
     * {@link #run(int, float[], int, KeyValueCache, AttentionMask, float[], int)}.
     *
     * @param queries queries of a sequence
     * @param q queries
     * @param qOffset the first of them
     * @param cache keys and values, those of the queries appended before
     * @param mask what masks scores, or null
     * @param y results, writable
     * @param yOffset the first of them
     * @throws NullPointerException if a segment or the cache is null
     * @throws IllegalArgumentException if queries is negative or too many, y is read-only or overlaps another argument, the cache was made
     *     for other heads, or a causal attention has more queries than keys
     * @throws IndexOutOfBoundsException if a segment or the mask is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed, or the engine's workspace limit too small
     */
    public void run(
            int queries,
            MemorySegment q,
            long qOffset,
            KeyValueCache cache,
            AttentionMask mask,
            MemorySegment y,
            long yOffset) {
        checkCache(cache);
        int qs = checkQueries(cache.batch(), queries, cache.length());
        int ys = AttentionChecks.elements(cache.batch(), queries, spec.outputs(), "y");
        Checks.vector(q, qOffset, qs, 1, "q");
        Checks.vector(y, yOffset, ys, 1, "y");
        Checks.writable(y, "y");
        Checks.disjoint(q, qOffset, 1, qs, qs, "q", "y", y, yOffset, 1, ys, ys);
        checkMask(mask, cache.batch(), queries, cache.length(), y.heapBase().orElse(null), 0, Integer.MAX_VALUE);
        AttentionRun run = engine.attentionRuns.begin();
        try {
            run.q.set(q, qOffset, spec.queries().ld(), false);
            run.y.set(y, yOffset, spec.outputs().ld(), false);
            execute(run, queries, cache, mask);
        } finally {
            engine.attentionRuns.end(run);
        }
    }

    private void execute(AttentionRun run, int queries, KeyValueCache cache, AttentionMask mask) {
        run.k.set(cache.keys(), 0, cachedSpec.keys().ld(), true);
        run.v.set(cache.values(), 0, cachedSpec.values().ld(), false);
        run.execute(
                cachedSpec,
                mask == null ? null : mask.masking(),
                cache.batch(),
                queries,
                cache.length(),
                cache.capacity());
    }

    private int checkQueries(int batch, int queries, int keys) {
        Checks.size(batch, "batch");
        Checks.size(queries, "queries");
        Checks.size(keys, "keys");
        if (spec.causal()) {
            AttentionChecks.causal(queries, keys);
        }
        return AttentionChecks.elements(batch, queries, spec.queries(), "q");
    }

    private void checkMask(AttentionMask mask, int batch, int queries, int keys, Object y, int yOffset, int ys) {
        if (mask != null) {
            int extent = mask.check(batch, spec.queries().heads(), queries, keys);
            float[] terms = mask.masking().terms();
            if (terms != null) {
                int offset = mask.masking().offset();
                Checks.disjoint(terms, offset, 1, extent, extent, "mask", "y", y, yOffset, 1, ys, ys);
            }
        }
    }

    private void checkCache(KeyValueCache cache) {
        Checks.notNull(cache, "cache");
        if (!cache.fits(spec.keys(), spec.values())) {
            throw new IllegalArgumentException(
                    "cache was made for other heads; it must be for " + spec.keys() + " and " + spec.values());
        }
    }

    /** Describes an attention. */
    public static final class Builder {
        private final Engine engine;
        private final int heads;
        private final int headSize;
        private int keyValueHeads;
        private int valueSize;
        private float scale = Float.NaN;
        private boolean causal;
        private boolean headsFirst;

        Builder(Engine engine, int heads, int headSize) {
            Checks.positive(heads, "heads");
            Checks.positive(headSize, "headSize");
            this.engine = engine;
            this.heads = heads;
            this.headSize = headSize;
        }

        /**
         * Lets heads of queries share keys and values.
         *
         * @param shared heads of keys and values, a divisor of those of queries, which is the default
         * @return this
         * @throws IllegalArgumentException if it is no such divisor
         */
        public Builder keyValueHeads(int shared) {
            Checks.positive(shared, "keyValueHeads");
            if (heads % shared != 0) {
                throw new IllegalArgumentException("keyValueHeads is " + shared + "; it must divide heads, " + heads);
            }
            keyValueHeads = shared;
            return this;
        }

        /**
         * The length of a head of values and of results.
         *
         * @param size headSize is the default
         * @return this
         * @throws IllegalArgumentException if it is below 1
         */
        public Builder valueSize(int size) {
            Checks.positive(size, "valueSize");
            valueSize = size;
            return this;
        }

        /**
         * The factor of scores.
         *
         * @param factor {@code 1/√headSize} is the default
         * @return this
         * @throws IllegalArgumentException if it is NaN or infinite
         */
        public Builder scale(float factor) {
            if (!Float.isFinite(factor)) {
                throw new IllegalArgumentException("scale is " + factor + "; it must be finite");
            }
            scale = factor;
            return this;
        }

        /**
         * Hides keys behind a query's own position.
         *
         * @return this
         */
        public Builder causal() {
            causal = true;
            return this;
        }

        /**
         * Puts the tokens of a head one after the other, instead of the heads of a token.
         *
         * @return this
         */
        public Builder headsFirst() {
            headsFirst = true;
            return this;
        }

        /**
         * Completes the attention.
         *
         * @return an attention ready to run
         * @throws IllegalStateException if the engine is closed
         */
        public Attention prepare() {
            engine.usage.requireOpen();
            return new Attention(this);
        }
    }
}
