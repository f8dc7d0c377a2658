package dev.lanewise.properties.support;

import dev.lanewise.engine.Attention;
import dev.lanewise.engine.AttentionMask;
import dev.lanewise.engine.Engine;
import dev.lanewise.reference.ReferenceAttention;
import java.util.Arrays;
import java.util.SplittableRandom;

/** An attention and its data, made from a seed: heads, layout, mask and scale included. */
public final class AttentionCase {
    /** How scores are masked. */
    public enum Masking {
        NONE,
        ADDED,
        ALLOWED
    }

    public final int batch;
    public final int queries;
    public final int keys;
    public final int heads;
    public final int keyHeads;
    public final int size;
    public final int valueSize;
    public final boolean causal;
    public final boolean headsFirst;
    public final float[] q;
    public final float[] k;
    public final float[] v;
    public final AttentionMask mask;

    private final float scale;
    private final float[] terms;
    private final boolean[] allowed;
    private final boolean maskOfHeads;

    public AttentionCase(int queries, int keys, Masking masking, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        this.keys = keys;
        causal = queries <= keys && random.nextBoolean();
        this.queries = queries;
        batch = random.nextInt(1, 3);
        keyHeads = random.nextInt(1, 4);
        heads = keyHeads * random.nextInt(1, 4);
        size = random.nextInt(1, random.nextBoolean() ? 20 : 80);
        valueSize = random.nextBoolean() ? size : random.nextInt(1, 40);
        headsFirst = random.nextBoolean();
        scale = (float) random.nextDouble(0.1, 2);
        q = uniform(random, batch * queries * heads * size);
        k = uniform(random, batch * keys * keyHeads * size);
        v = uniform(random, batch * keys * keyHeads * valueSize);
        maskOfHeads = random.nextBoolean();
        int rows = batch * (maskOfHeads ? heads : 1) * queries;
        terms = masking == Masking.ADDED ? uniform(random, 1 + rows * keys) : null;
        allowed = masking == Masking.ALLOWED ? new boolean[1 + rows * keys] : null;
        double part = random.nextDouble();
        for (int i = 0; i < 1 + rows * keys; i++) {
            boolean hidden = random.nextDouble() < part;
            if (terms != null && hidden) {
                terms[i] = Float.NEGATIVE_INFINITY;
            } else if (allowed != null) {
                allowed[i] = !hidden;
            }
        }
        mask = mask(masking);
    }

    private AttentionMask mask(Masking masking) {
        int headStride = maskOfHeads ? queries * keys : 0;
        int batchStride = (maskOfHeads ? heads : 1) * queries * keys;
        return switch (masking) {
            case NONE -> null;
            case ADDED -> AttentionMask.additive(terms, 1, batchStride, headStride, keys);
            case ALLOWED -> AttentionMask.allowing(allowed, 1, batchStride, headStride, keys);
        };
    }

    private static float[] uniform(SplittableRandom random, int length) {
        float[] data = new float[length];
        for (int i = 0; i < length; i++) {
            data[i] = (float) random.nextDouble(-1, 1);
        }
        return data;
    }

    /** The attention of an engine. */
    public Attention attention(Engine engine) {
        Attention.Builder builder = engine.attention(heads, size)
                .keyValueHeads(keyHeads)
                .valueSize(valueSize)
                .scale(scale);
        if (causal) {
            builder.causal();
        }
        return (headsFirst ? builder.headsFirst() : builder).prepare();
    }

    /** Elements of y. */
    public int results() {
        return batch * queries * heads * valueSize;
    }

    /** What a run gives. */
    public float[] run(Attention attention) {
        float[] y = new float[results() + 8];
        Arrays.fill(y, Float.NaN);
        attention.run(batch, queries, keys, q, 0, k, 0, v, 0, mask, y, 3);
        return RecurrentCase.inner(y);
    }

    /** What it must give. */
    public double[] expected() {
        double[] y = new double[results()];
        for (int b = 0; b < batch; b++) {
            for (int head = 0; head < heads; head++) {
                int shared = head / (heads / keyHeads);
                int ldk = headsFirst ? size : keyHeads * size;
                int ldv = headsFirst ? valueSize : keyHeads * valueSize;
                for (int query = 0; query < queries; query++) {
                    ReferenceAttention row = new ReferenceAttention(
                            scale,
                            q,
                            at(b, head, heads, query, queries, size),
                            size,
                            k,
                            at(b, shared, keyHeads, 0, keys, size),
                            ldk,
                            masking(b, head, query));
                    int values = at(b, shared, keyHeads, 0, keys, valueSize);
                    for (int i = 0; i < valueSize; i++) {
                        y[at(b, head, heads, query, queries, valueSize) + i] = row.result(v, values + i, ldv);
                    }
                }
            }
        }
        return y;
    }

    private int at(int b, int head, int count, int token, int tokens, int length) {
        return (headsFirst ? (b * count + head) * tokens + token : (b * tokens + token) * count + head) * length;
    }

    private double[] masking(int b, int head, int query) {
        double[] masking = new double[keys];
        int row = ((maskOfHeads ? b * heads + head : b) * queries + query) * keys;
        for (int key = 0; key < keys; key++) {
            boolean hidden = (causal && key > keys - queries + query) || (allowed != null && !allowed[1 + row + key]);
            masking[key] = hidden ? Double.NEGATIVE_INFINITY : terms != null ? terms[1 + row + key] : 0;
        }
        return masking;
    }

    /** The bound of the Javadoc: no product here is above 1. */
    public double bound() {
        double score = gamma(size + 3) * scale * size + 0x1p-23;
        double weight = 2 * score + 0x1p-23 * 2 * (scale * size + 1) + gamma(keys + keys / 128.0 + 31);
        return weight + keys * 0x1p-125;
    }

    private static double gamma(double terms) {
        return terms * 0x1p-24 / (1 - terms * 0x1p-24);
    }

    @Override
    public String toString() {
        return "batch %d, %d queries, %d keys, %d heads of %d, %d → %d, causal %s, headsFirst %s, mask %s"
                .formatted(batch, queries, keys, heads, keyHeads, size, valueSize, causal, headsFirst, mask != null);
    }
}
