package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Normalization;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.properties.support.Storage;
import dev.lanewise.reference.ReferenceNormalization;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** The normalisations of {@code Normalization} against the formulas, by the bounds that their Javadoc states. */
@AddLifecycleHook(ScaledTries.class)
class NormProperties {
    private static final int[] LENGTHS = {1, 2, 7, 8, 9, 63, 64, 65, 127, 200, 768, 2047, 2048, 2049, 5000};
    private static final float EPSILON = 1e-3f;

    /** One normalisation of every kind. */
    enum Kind {
        LAYER,
        RMS,
        GROUP,
        BATCH
    }

    /** x is batch×channels×size; a row of a layer or RMS norm is a batch's whole. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Case(Kind kind, int batch, int channels, int size, int groups, float[] scale, float[] bias) {
        private int row() {
            return channels * size;
        }

        void run(Normalization norm, float[] mean, float[] variance, float[] x, float[] y) {
            switch (kind) {
                case LAYER -> norm.layerNorm(batch, row(), x, 0, scale, bias, EPSILON, y, 0);
                case RMS -> norm.rmsNorm(batch, row(), x, 0, scale, EPSILON, y, 0);
                case GROUP -> norm.groupNorm(batch, channels, size, groups, x, 0, scale, bias, EPSILON, y, 0);
                case BATCH -> norm.batchNorm(batch, channels, size, x, 0, mean, variance, scale, bias, EPSILON, y, 0);
            }
        }

        void run(Normalization norm, float[] mean, float[] variance, MemorySegment x, MemorySegment y) {
            switch (kind) {
                case LAYER -> norm.layerNorm(batch, row(), x, 0, scale, bias, EPSILON, y, 0);
                case RMS -> norm.rmsNorm(batch, row(), x, 0, scale, EPSILON, y, 0);
                case GROUP -> norm.groupNorm(batch, channels, size, groups, x, 0, scale, bias, EPSILON, y, 0);
                case BATCH -> norm.batchNorm(batch, channels, size, x, 0, mean, variance, scale, bias, EPSILON, y, 0);
            }
        }

        boolean isPerColumn() {
            return kind == Kind.LAYER || kind == Kind.RMS;
        }
    }

    @Property
    void withinBoundOfReference(
            @ForAll Kind kind,
            @ForAll int seed,
            @ForAll @IntRange(max = 3) int batch,
            @ForAll EngineKind engine,
            @ForAll Storage storage) {
        SplittableRandom random = new SplittableRandom(seed);
        int groups = random.nextInt(1, 4);
        int channels = groups * random.nextInt(1, 4);
        int size = LENGTHS[random.nextInt(LENGTHS.length)];
        boolean perColumn = kind == Kind.LAYER || kind == Kind.RMS;
        int parameters = perColumn ? channels * size : channels;
        float[] scale = random.nextInt(4) == 0 ? null : values(random, parameters, 0, 2);
        float[] bias = kind == Kind.RMS || random.nextInt(4) == 0 ? null : values(random, parameters, -1, 1);
        Case made = new Case(kind, batch, channels, size, groups, scale, bias);
        double shift = random.nextInt(3);
        float[] x = values(random, batch * channels * size, shift - 1, shift + 1);
        float[] mean = values(random, channels, -1, 1);
        float[] variance = values(random, channels, 0, 2);
        float[] y = new float[x.length];
        Arrays.fill(y, Float.NaN);
        made.run(engine.engine().normalization(), mean, variance, x, y);
        check(made, mean, variance, x, y);

        float[] inPlace = x.clone();
        made.run(engine.engine().normalization(), mean, variance, inPlace, inPlace);
        Bits.assertSame(y, inPlace, "in place");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = storage.copyOf(x, arena);
            made.run(engine.engine().normalization(), mean, variance, storage.readOnlyCopyOf(x, arena), target);
            MemorySegment.copy(target, ValueLayout.JAVA_FLOAT, 0, inPlace, 0, y.length);
            Bits.assertSame(y, inPlace, storage);
        }
    }

    private static void check(Case made, float[] means, float[] variances, float[] x, float[] y) {
        int row = made.kind == Kind.GROUP ? made.row() / made.groups : made.kind == Kind.BATCH ? made.size : made.row();
        for (int i = 0; i < x.length; i++) {
            int from = i / row * row;
            int parameter = made.isPerColumn() ? i % row : i / made.size % made.channels;
            double scale = made.scale == null ? 1 : made.scale[parameter];
            double bias = made.bias == null ? 0 : made.bias[parameter];
            double terms = (row + 2047) / 2048 + 50;
            double gamma = terms * 0x1p-24 / (1 - terms * 0x1p-24);
            double mean = 0;
            double variance;
            double meanError = 0;
            if (made.kind == Kind.BATCH) {
                mean = means[parameter];
                variance = variances[parameter];
                gamma = 6 * 0x1p-24;
            } else {
                if (made.kind != Kind.RMS) {
                    mean = ReferenceNormalization.mean(x, from, row);
                    meanError = gamma * meanMagnitude(x, from, row);
                }
                variance = ReferenceNormalization.meanSquare(x, from, row, mean);
            }
            double factor = 1 / Math.sqrt(variance + EPSILON);
            double moved = meanError * factor;
            double expected = ReferenceNormalization.normalize(x[i], mean, variance, EPSILON, scale, bias);
            double bound = scale * moved
                    + (gamma + moved * moved) * Math.abs(expected - bias)
                    + 0x1p-24 * Math.abs(expected)
                    + 0x1p-149;
            double error = Math.abs(y[i] - expected);
            assertTrue(error <= bound, () -> made.kind + ": error " + error + " is above " + bound);
        }
    }

    private static double meanMagnitude(float[] x, int from, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.abs(x[from + i]);
        }
        return sum / n;
    }

    /** A layer with folded weights computes what it computed before, normalised. */
    @Property
    void foldedWeightsNormalise(
            @ForAll int seed,
            @ForAll @IntRange(min = 1, max = 9) int channels,
            @ForAll @IntRange(max = 20) int inputs) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] weights = values(random, channels * inputs, -1, 1);
        float[] bias = values(random, channels, -1, 1);
        float[] mean = values(random, channels, -1, 1);
        float[] variance = values(random, channels, 0, 2);
        float[] scale = values(random, channels, -2, 2);
        float[] shift = values(random, channels, -1, 1);
        float[] x = values(random, inputs, -1, 1);
        float[] folded = weights.clone();
        float[] foldedBias = bias.clone();
        Normalization.foldBatchNorm(channels, inputs, folded, 0, foldedBias, mean, variance, scale, shift, EPSILON);
        for (int c = 0; c < channels; c++) {
            double plain = bias[c];
            double magnitude = 0;
            double actual = foldedBias[c];
            for (int i = 0; i < inputs; i++) {
                plain += (double) weights[c * inputs + i] * x[i];
                actual += (double) folded[c * inputs + i] * x[i];
                magnitude += Math.abs((double) folded[c * inputs + i] * x[i]);
            }
            double expected =
                    ReferenceNormalization.normalize(plain, mean[c], variance[c], EPSILON, scale[c], shift[c]);
            assertTrue(Math.abs(actual - expected) <= 0x1p-23 * (magnitude + Math.abs(foldedBias[c])) + 1e-12);
        }
    }

    /** Not a number or an infinity stays in its row, or in its element where statistics are given. */
    @Example
    void oddInputs() {
        for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            for (Kind kind : Kind.values()) {
                Case made = new Case(kind, 3, 2, 35, 1, null, null);
                float[] x = values(new SplittableRandom(1), 3 * 70, -1, 1);
                float[] mean = new float[2];
                float[] variance = {1, 1};
                float[] expected = new float[x.length];
                made.run(EngineKind.DEFAULT.engine().normalization(), mean, variance, x, expected);
                x[70 + 5] = odd;
                for (int i = 70; i < 140; i++) {
                    boolean isOdd = i == 70 + 5;
                    float inRow = kind == Kind.RMS && !Float.isNaN(odd) && !isOdd ? 0 : Float.NaN;
                    expected[i] = kind != Kind.BATCH ? inRow : isOdd ? odd : expected[i];
                }
                float[] y = new float[x.length];
                made.run(EngineKind.DEFAULT.engine().normalization(), mean, variance, x, y);
                for (int i = 0; i < y.length; i++) {
                    // zeros of either sign
                    assertEquals(expected[i] + 0f, y[i] + 0f, kind + " of " + odd + " at " + i);
                }
            }
        }
    }

    private static float[] values(SplittableRandom random, int count, double low, double high) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(low, high);
        }
        return values;
    }
}
