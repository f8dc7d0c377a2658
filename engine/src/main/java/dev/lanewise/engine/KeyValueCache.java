package dev.lanewise.engine;

import dev.lanewise.engine.drivers.AttentionHeads;
import dev.lanewise.engine.packing.Operand;
import java.lang.foreign.MemorySegment;

/**
 * Keys and values of the tokens so far, for decoding: bounded, all memory taken at the start, tokens appended. All sequences of a batch
 * have the same length. Heads first, so that an attention reads the tokens of a head one after the other. Made by
 * {@link Attention#cache}. Not safe to append to while another thread uses it; appending allocates nothing.
 */
public final class KeyValueCache {
    private final AttentionHeads keyHeads;
    private final AttentionHeads valueHeads;
    private final int batch;
    private final int capacity;
    private final float[] keys;
    private final float[] values;
    private final Operand from = new Operand();
    private int length;

    KeyValueCache(AttentionHeads keyHeads, AttentionHeads valueHeads, int batch, int capacity) {
        this.keyHeads = keyHeads;
        this.valueHeads = valueHeads;
        this.batch = batch;
        this.capacity = capacity;
        keys = new float[AttentionChecks.elements(batch, capacity, keyHeads, "keys")];
        values = new float[AttentionChecks.elements(batch, capacity, valueHeads, "values")];
    }

    /**
     * Sequences side by side.
     *
     * @return at least 0
     */
    public int batch() {
        return batch;
    }

    /**
     * Tokens that fit.
     *
     * @return at least 0
     */
    public int capacity() {
        return capacity;
    }

    /**
     * Tokens of each sequence that are there.
     *
     * @return at most the capacity
     */
    public int length() {
        return length;
    }

    /**
     * Memory that keys and values take.
     *
     * @return bytes, whatever the length
     */
    public long sizeInBytes() {
        return ((long) keys.length + values.length) * Float.BYTES;
    }

    /**
     * Forgets the last tokens.
     *
     * @param tokens how many stay
     * @throws IllegalArgumentException if there are not as many
     */
    public void truncate(int tokens) {
        if (tokens < 0 || tokens > length) {
            throw new IllegalArgumentException("tokens is " + tokens + "; it must be from 0 to the length, " + length);
        }
        length = tokens;
    }

    /**
     * Appends tokens.
     *
     * @param tokens how many to each sequence
     * @param k their keys, laid out as the attention's
     * @param kOffset the first of them
     * @param v their values
     * @param vOffset the first of them
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if tokens is negative
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if they do not fit
     */
    public void append(int tokens, float[] k, int kOffset, float[] v, int vOffset) {
        checkRoom(tokens);
        Checks.vector(k, kOffset, AttentionChecks.elements(batch, tokens, keyHeads, "k"), 1, "k");
        Checks.vector(v, vOffset, AttentionChecks.elements(batch, tokens, valueHeads, "v"), 1, "v");
        from.set(k, kOffset, keyHeads.ld(), false);
        copy(tokens, keyHeads, keys);
        from.set(v, vOffset, valueHeads.ld(), false);
        copy(tokens, valueHeads, values);
        from.clear();
        length += tokens;
    }

    /**
     * Appends tokens from segments of fp32 in native byte order, as {@link #append(int, float[], int, float[], int)}.
     *
     * @param tokens how many to each sequence
     * @param k their keys, laid out as the attention's
     * @param kOffset the first of them
     * @param v their values
     * @param vOffset the first of them
     * @throws NullPointerException if a segment is null
     * @throws IllegalArgumentException if tokens is negative
     * @throws IndexOutOfBoundsException if a segment is too short or an offset negative
     * @throws IllegalStateException if they do not fit, or a segment is closed
     */
    public void append(int tokens, MemorySegment k, long kOffset, MemorySegment v, long vOffset) {
        checkRoom(tokens);
        Checks.vector(k, kOffset, AttentionChecks.elements(batch, tokens, keyHeads, "k"), 1, "k");
        Checks.vector(v, vOffset, AttentionChecks.elements(batch, tokens, valueHeads, "v"), 1, "v");
        from.set(k, kOffset, keyHeads.ld(), false);
        copy(tokens, keyHeads, keys);
        from.set(v, vOffset, valueHeads.ld(), false);
        copy(tokens, valueHeads, values);
        from.clear();
        length += tokens;
    }

    private void checkRoom(int tokens) {
        Checks.size(tokens, "tokens");
        if (tokens > capacity - length) {
            throw new IllegalStateException("tokens is " + tokens + "; it must be at most " + (capacity - length)
                    + ": the cache holds " + length + " of " + capacity);
        }
    }

    private void copy(int tokens, AttentionHeads heads, float[] to) {
        int size = heads.size();
        for (int b = 0; b < batch; b++) {
            for (int head = 0; head < heads.heads(); head++) {
                int at = ((b * heads.heads() + head) * capacity + length) * size;
                from.load(heads.row(b, head, tokens), heads.col(head), tokens, size, to, at, size);
            }
        }
    }

    /** Whether it was made for these heads. */
    boolean fits(AttentionHeads otherKeys, AttentionHeads otherValues) {
        return keyHeads.equals(otherKeys) && valueHeads.equals(otherValues);
    }

    float[] keys() {
        return keys;
    }

    float[] values() {
        return values;
    }
}
