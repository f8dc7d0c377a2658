package dev.lanewise.engine;

import dev.lanewise.engine.drivers.RotaryRun;
import dev.lanewise.engine.drivers.RotaryTables;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Rotary position embedding: the first {@code rotated} elements of each head are pairs, and pair i of a token at position p turns by an
 * angle: {@code (a, b)} becomes {@code (a·cos − b·sin, b·cos + a·sin)}. A pair is element i and element i + rotated/2, or the neighbours 2i
 * and 2i + 1; the angle is {@code p·base^(−2i/rotated)}, or whatever tables say. Other elements are copied.
 *
 * <p>Tensors are dense: batch×tokens×heads×headSize, or with heads first batch×heads×tokens×headSize; y may be x, at the same offset. A
 * result is rounded twice, the tables once: the error is at most {@code 2⁻²²·(|a·cos| + |b·sin|)}. NaN and infinities reach the pair that
 * they are in. Threads share the heads; bits depend neither on their number nor on the lanes. Immutable, and safe to run from many
 * threads at once; a run allocates nothing.
 *
 * <p>Source: Su et al., "RoFormer: Enhanced Transformer with Rotary Position Embedding", arXiv 2104.09864, 2021.
 */
public final class RotaryEmbedding {
    private final Engine engine;
    private final RotaryTables tables;

    private RotaryEmbedding(Engine engine, RotaryTables tables) {
        this.engine = engine;
        this.tables = tables;
    }

    /**
     * Positions that there are angles for.
     *
     * @return one more than the last
     */
    public int positions() {
        return tables.positions();
    }

    /**
     * Rotates the heads of tokens.
     *
     * @param batch sequences side by side
     * @param tokens tokens of a sequence
     * @param heads heads of a token
     * @param positions batch×tokens positions, or null if the tokens of each sequence follow each other
     * @param firstPosition position of the first of them, if so
     * @param x heads
     * @param xOffset the first of them
     * @param y results
     * @param yOffset the first of them
     * @throws NullPointerException if an array that must be given is null
     * @throws IllegalArgumentException if a size is negative or too large, a position outside the tables, positions has another length, or y
     *     overlaps x without being x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void run(
            int batch,
            int tokens,
            int heads,
            int[] positions,
            int firstPosition,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset) {
        int elements = check(batch, tokens, heads, positions, firstPosition);
        Checks.inPlace(x, xOffset, y, yOffset, elements);
        RotaryRun run = engine.rotaryRuns.begin();
        try {
            run.x.set(x, xOffset, tables.headSize(), false);
            run.y.set(y, yOffset, tables.headSize(), false);
            run.execute(tables, batch, tokens, heads, positions, firstPosition);
        } finally {
            engine.rotaryRuns.end(run);
        }
    }

    /**
     * Rotates the heads of tokens in segments of fp32 in native byte order, as {@link #run(int, int, int, int[], int, float[], int, float[],
     * int)}. A segment confined to the calling thread keeps the run there.
     *
     * @param batch sequences side by side
     * @param tokens tokens of a sequence
     * @param heads heads of a token
     * @param positions batch×tokens positions, or null if the tokens of each sequence follow each other
     * @param firstPosition position of the first of them, if so
     * @param x heads
     * @param xOffset the first of them
     * @param y results, writable
     * @param yOffset the first of them
     * @throws NullPointerException if an argument that must be given is null
     * @throws IllegalArgumentException if a size is negative or too large, a position outside the tables, positions has another length, y
     *     is read-only, or y overlaps x without being x
     * @throws IndexOutOfBoundsException if a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed
     */
    public void run(
            int batch,
            int tokens,
            int heads,
            int[] positions,
            int firstPosition,
            MemorySegment x,
            long xOffset,
            MemorySegment y,
            long yOffset) {
        int elements = check(batch, tokens, heads, positions, firstPosition);
        Checks.inPlace(x, xOffset, y, yOffset, elements);
        RotaryRun run = engine.rotaryRuns.begin();
        try {
            run.x.set(x, xOffset, tables.headSize(), false);
            run.y.set(y, yOffset, tables.headSize(), false);
            run.execute(tables, batch, tokens, heads, positions, firstPosition);
        } finally {
            engine.rotaryRuns.end(run);
        }
    }

    /** Checks what is neither array nor segment; elements of x. */
    private int check(int batch, int tokens, int heads, int[] positions, int firstPosition) {
        Checks.size(batch, "batch");
        Checks.size(tokens, "tokens");
        Checks.size(heads, "heads");
        if (positions == null) {
            if (firstPosition < 0 || firstPosition > tables.positions() - tokens) {
                throw new IllegalArgumentException("firstPosition is " + firstPosition + "; it must be from 0 to "
                        + (tables.positions() - tokens) + " for " + tokens + " tokens");
            }
        } else {
            Checks.length(positions.length, (long) batch * tokens, "positions", "batch·tokens");
            for (int i = 0; i < positions.length; i++) {
                if (positions[i] < 0 || positions[i] >= tables.positions()) {
                    throw new IllegalArgumentException("positions[" + i + "] is " + positions[i]
                            + "; it must be from 0 to below " + tables.positions());
                }
            }
        }
        return RecurrentChecks.elements((long) batch * tokens, heads, tables.headSize(), "x");
    }

    /** Describes an embedding. */
    public static final class Builder {
        private static final float USUAL_BASE = 10_000;

        private final Engine engine;
        private final int headSize;
        private final int positions;
        private int rotated;
        private boolean interleaved;
        private boolean headsFirst;
        private float base = USUAL_BASE;
        private float[] cos;
        private float[] sin;

        Builder(Engine engine, int headSize, int positions) {
            Checks.positive(headSize, "headSize");
            Checks.positive(positions, "positions");
            this.engine = engine;
            this.headSize = headSize;
            this.positions = positions;
            rotated = headSize - headSize % 2;
        }

        /**
         * How many elements of a head are rotated.
         *
         * @param count an even number, at most headSize, which is the default
         * @return this
         * @throws IllegalArgumentException if it is none such
         */
        public Builder rotated(int count) {
            if (count < 0 || count > headSize || count % 2 != 0) {
                throw new IllegalArgumentException(
                        "rotated is " + count + "; it must be even and from 0 to headSize, " + headSize);
            }
            rotated = count;
            return this;
        }

        /**
         * Pairs neighbours, instead of elements half of the rotated ones apart.
         *
         * @return this
         */
        public Builder interleaved() {
            interleaved = true;
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
         * The base of the angles.
         *
         * @param number above 0; 10000 is the default
         * @return this
         * @throws IllegalArgumentException if it is not above 0, or infinite
         */
        public Builder base(float number) {
            if (!(number > 0) || Float.isInfinite(number)) {
                throw new IllegalArgumentException("base is " + number + "; it must be above 0 and finite");
            }
            base = number;
            return this;
        }

        /**
         * Takes angles from tables. They are read when the embedding is prepared.
         *
         * @param cosines positions×rotated/2 cosines
         * @param sines as many sines
         * @return this
         * @throws NullPointerException if an array is null
         */
        public Builder tables(float[] cosines, float[] sines) {
            Checks.notNull(cosines, "cosines");
            Checks.notNull(sines, "sines");
            cos = cosines;
            sin = sines;
            return this;
        }

        /**
         * Completes the embedding.
         *
         * @return an embedding ready to run
         * @throws IllegalArgumentException if a table has another length, or there are too many angles for an array
         * @throws IllegalStateException if the engine is closed
         */
        public RotaryEmbedding prepare() {
            engine.usage.requireOpen();
            int width = interleaved ? rotated : rotated / 2;
            int length = RecurrentChecks.elements(positions, 1, width, "tables");
            if (cos != null) {
                length(cos, "cosines");
                length(sin, "sines");
            }
            float[] cosines = new float[length];
            float[] sines = new float[length];
            for (int position = 0; position < positions; position++) {
                for (int i = 0; i < rotated / 2; i++) {
                    angle(position, i, cosines, sines, position * width);
                }
            }
            return new RotaryEmbedding(
                    engine, new RotaryTables(headSize, rotated, interleaved, headsFirst, positions, cosines, sines));
        }

        private void length(float[] table, String name) {
            long length = (long) positions * (rotated / 2);
            Checks.length(table.length, length, name, "positions·rotated/2");
        }

        private void angle(int position, int i, float[] cosines, float[] sines, int row) {
            int at = position * (rotated / 2) + i;
            double angle = position * StrictMath.pow(base, -2.0 * i / rotated);
            float c = cos != null ? cos[at] : (float) StrictMath.cos(angle);
            float s = sin != null ? sin[at] : (float) StrictMath.sin(angle);
            if (interleaved) {
                Arrays.fill(cosines, row + 2 * i, row + 2 * i + 2, c);
                sines[row + 2 * i] = -s;
                sines[row + 2 * i + 1] = s;
            } else {
                cosines[row + i] = c;
                sines[row + i] = s;
            }
        }
    }
}
