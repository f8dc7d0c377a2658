package dev.lanewise.jmh;

import dev.lanewise.engine.Attention;
import dev.lanewise.engine.Engine;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The sizes and the data of an attention of as many queries as keys, heads of a token side by side.
 *
 * @param tokens queries and keys
 * @param heads heads
 * @param size length of a head
 * @param q queries
 * @param k keys
 * @param v values
 * @param y results
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Heads(int tokens, int heads, int size, float[] q, float[] k, float[] v, float[] y) {

    /**
     * Makes the data.
     *
     * @param tokens queries and keys
     * @param heads heads
     * @param size length of a head
     * @return uniform in (−1, 1)
     */
    public static Heads of(int tokens, int heads, int size) {
        SplittableRandom random = new SplittableRandom(1);
        float[][] data = new float[4][tokens * heads * size];
        for (float[] array : data) {
            for (int i = 0; i < array.length; i++) {
                array[i] = (float) random.nextDouble(-1, 1);
            }
        }
        return new Heads(tokens, heads, size, data[0], data[1], data[2], data[3]);
    }

    /**
     * Reads a name.
     *
     * @param name heads, their size and tokens, for example {@code 12x64@128}
     * @return the attention
     */
    public static Heads of(String name) {
        int[] sizes =
                Arrays.stream(name.split("[x@]")).mapToInt(Integer::parseInt).toArray();
        return of(sizes[2], sizes[0], sizes[1]);
    }

    /**
     * The attention of an engine, without mask.
     *
     * @param engine the engine
     * @return the attention
     */
    public Attention attention(Engine engine) {
        return engine.attention(heads, size).prepare();
    }

    /**
     * Runs it.
     *
     * @param attention of these heads
     * @return y
     */
    public float[] run(Attention attention) {
        attention.run(1, tokens, tokens, q, 0, k, 0, v, 0, null, y, 0);
        return y;
    }

    /**
     * Multiplications and additions of both products.
     *
     * @return twice the multiplications
     */
    public double flop() {
        return 4.0 * tokens * tokens * heads * size;
    }
}
