package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.WeightFormat;
import dev.lanewise.engine.WeightOnlyLinear;
import dev.lanewise.engine.WeightOnlyMatrix;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.Operand;
import dev.lanewise.properties.support.Recipe;
import dev.lanewise.properties.support.Recipe.Role;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.properties.support.Storage;
import dev.lanewise.properties.support.WeightCase;
import dev.lanewise.reference.ReferenceWeightFormats;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** {@code WeightOnlyLinear}: floats times low-precision weights, whatever the format, the batch and where weights lie. */
@AddLifecycleHook(ScaledTries.class)
class WeightOnlyLinearProperties {
    private static final int IN_REGISTERS = 16;
    private static final int LARGEST_BATCH = 40;
    private static final double UNIT = 0x1p-24;

    @Property
    void withinBoundOfReference(
            @ForAll("weights") WeightCase w,
            @ForAll("batches") int batch,
            @ForAll @IntRange(max = 3) int pad,
            @ForAll boolean mapped,
            @ForAll boolean packed,
            @ForAll boolean relu,
            @ForAll Storage storage,
            @ForAll EngineKind kind) {
        Operand x = Operand.of("x", Recipe.UNIFORM, Role.LEFT, w.seed(), false, batch, w.cols(), pad, pad);
        Operand y = Operand.unread("y", batch, w.rows(), pad, 1);
        float[] bias = bias(w.rows());
        try (Arena arena = Arena.ofShared()) {
            WeightOnlyLinear linear = kind.engine()
                    .weightOnlyLinear(w.cols(), w.rows())
                    .weights(packed ? w.matrix(mapped, arena).pack() : w.matrix(mapped, arena))
                    .bias(bias)
                    .activation(relu ? Activation.RELU : Activation.NONE)
                    .prepare();
            linear.run(batch, x.array(), x.offset(), x.ld(), y.array(), y.offset(), y.ld());
            x.checkUnchanged();
            y.checkGuards();
            check(w, x, y, bias, relu);
            Operand again = y.fresh();
            MemorySegment from = storage.readOnlyCopyOf(x.array(), arena);
            MemorySegment to = storage.copyOf(again.array(), arena);
            linear.run(batch, from, x.offset(), x.ld(), to, again.offset(), again.ld());
            again.readBack(to);
            again.checkGuards();
            check(w, x, again, bias, relu);
        }
    }

    /** What a row gives depends on neither the rows beside it, nor threads, nor where weights lie. */
    @Property
    void batchChangesNoBit(
            @ForAll("weights") WeightCase w,
            @ForAll @IntRange(min = 1, max = IN_REGISTERS) int batch,
            @ForAll boolean packed,
            @ForAll EngineKind kind) {
        Operand x = Operand.of("x", Recipe.UNIFORM, Role.LEFT, w.seed(), false, IN_REGISTERS, w.cols(), 0, 0);
        Operand all = Operand.unread("all", IN_REGISTERS, w.rows(), 0, 0);
        Operand some = Operand.unread("some", IN_REGISTERS, w.rows(), 0, 0);
        try (Arena arena = Arena.ofShared()) {
            WeightOnlyMatrix copied = w.matrix(false, arena);
            WeightOnlyMatrix mapped = w.matrix(true, arena);
            run(EngineKind.DEFAULT, packed ? copied.pack() : copied, IN_REGISTERS, x, all, 0);
            int first = IN_REGISTERS - batch;
            run(kind, packed ? mapped.pack() : mapped, batch, x, some, first);
            for (int row = first; row < IN_REGISTERS; row++) {
                Bits.assertSame(all.row(row), some.row(row), "row " + row + " of the last " + batch);
            }
        }
    }

    /** Every number of 16 bits, NaN, infinities and subnormals included. */
    @Example
    void sixteenBitsWidenExactly() {
        byte[] bytes = new byte[2 << 16];
        for (int i = 0; i < 1 << 16; i++) {
            bytes[2 * i] = (byte) i;
            bytes[2 * i + 1] = (byte) (i >> 8);
        }
        float[] wide = new float[1 << 16];
        for (WeightFormat format : new WeightFormat[] {WeightFormat.BF16, WeightFormat.FP16}) {
            WeightOnlyMatrix.of(format, 1, 1 << 16, MemorySegment.ofArray(bytes), 0)
                    .widen(0, wide, 0);
            float[] oneByOne = new float[1];
            try (Arena arena = Arena.ofShared()) {
                MemorySegment w = arena.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
                for (int i = 0; i < 1 << 16; i++) {
                    double exact = format == WeightFormat.BF16
                            ? ReferenceWeightFormats.bf16(bytes, i)
                            : ReferenceWeightFormats.fp16(bytes, i);
                    assertEquals((float) exact, wide[i], format + " " + i);
                    if (i % 251 == 0) {
                        WeightOnlyMatrix.of(format, 1, 1, w, 2L * i).widen(0, oneByOne, 0);
                        assertEquals((float) exact, oneByOne[0], format + " " + i);
                    }
                }
            }
        }
    }

    /** Packing keeps every weight, bit for bit, and needs the rows no longer. */
    @Property
    void packingKeepsWeights(@ForAll("weights") WeightCase w) {
        float[] stored = new float[w.cols()];
        float[] packed = new float[w.cols()];
        WeightOnlyMatrix strips;
        try (Arena arena = Arena.ofShared()) {
            strips = w.matrix(true, arena).pack();
        }
        WeightOnlyMatrix rows = w.matrix(false, Arena.global());
        for (int i = 0; i < w.rows(); i++) {
            rows.widen(i, stored, 0);
            strips.widen(i, packed, 0);
            Bits.assertSame(stored, packed, "row " + i);
        }
    }

    /** What is narrowed is off by half a step of its format at most; a block's scale is rounded to fp16. */
    @Property
    void narrowsToNearest(
            @ForAll("weights") WeightCase shape, @ForAll Recipe recipe, @ForAll @IntRange(max = 2) int pad) {
        Recipe of = recipe == Recipe.NON_FINITE ? Recipe.UNIFORM : recipe;
        Operand w = Operand.of("w", of, Role.RIGHT, shape.seed(), false, shape.rows(), shape.cols(), pad, 0);
        WeightOnlyMatrix narrow =
                WeightOnlyMatrix.narrow(shape.format(), shape.rows(), shape.cols(), w.array(), w.offset(), w.ld());
        float[] wide = new float[shape.cols()];
        for (int i = 0; i < shape.rows(); i++) {
            narrow.widen(i, wide, 0);
            for (int k = 0; k < shape.cols(); k++) {
                float exact = w.get(i, k);
                int first = shape.format().block() == 1 ? 0 : k / 32 * 32;
                int end = shape.format().block() == 1 ? shape.cols() : first + 32;
                double most = 0;
                for (int j = first; j < end; j++) {
                    most = Math.max(most, Math.abs(w.get(i, j)));
                }
                double bound = switch (shape.format()) {
                    case BF16 -> Math.abs(exact) * 0x1p-8;
                    case FP16 ->
                        Math.abs(exact) > 65504
                                ? Double.POSITIVE_INFINITY
                                : Math.max(Math.abs(exact) * 0x1p-11, 0x1p-25);
                    case INT8 -> most / 127 * 0.5001;
                    case Q8_0 ->
                        most > 65504 * 127
                                ? Double.POSITIVE_INFINITY
                                : most / 127 * 0.5001 + most * 0x1p-11 + 127 * 0x1p-25;
                    case Q4_0 ->
                        most > 65504 * 8 ? Double.POSITIVE_INFINITY : most / 8 * 1.0001 + most * 0x1p-11 + 8 * 0x1p-25;
                };
                assertTrue(
                        Double.isInfinite(bound) || Math.abs(wide[k] - exact) <= bound + Float.MIN_NORMAL,
                        "%s: %s became %s, bound %s".formatted(shape.format(), exact, wide[k], bound));
            }
        }
    }

    @Provide
    Arbitrary<Integer> batches() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.integers().between(0, IN_REGISTERS)),
                Tuple.of(1, Arbitraries.integers().between(IN_REGISTERS, LARGEST_BATCH)));
    }

    /** Some rows longer than what is summed at a time. */
    @Provide
    Arbitrary<WeightCase> weights() {
        Arbitrary<Integer> blocks = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.integers().between(1, 9)),
                Tuple.of(6, Arbitraries.integers().between(1, 150)),
                Tuple.of(1, Arbitraries.integers().between(4090, 4230)));
        return Combinators.combine(
                        Arbitraries.of(WeightFormat.class),
                        Arbitraries.integers().between(1, 70),
                        blocks,
                        Arbitraries.integers())
                .as((format, rows, count, seed) -> {
                    boolean lengthy = count > 150;
                    int of = format.block() == 1 || !lengthy ? count : count / format.block() + count % 7;
                    int blocksOf = format.block() > 1 && !lengthy ? (count + 7) / 8 : of;
                    return new WeightCase(format, lengthy ? rows / 8 + 1 : rows, blocksOf, seed);
                });
    }

    private static void run(EngineKind kind, WeightOnlyMatrix w, int batch, Operand x, Operand y, int first) {
        kind.engine()
                .weightOnlyLinear(w.cols(), w.rows())
                .weights(w)
                .prepare()
                .run(
                        batch,
                        x.array(),
                        x.offset() + first * x.ld(),
                        x.ld(),
                        y.array(),
                        y.offset() + first * y.ld(),
                        y.ld());
    }

    private static float[] bias(int rows) {
        float[] bias = new float[rows];
        Random random = new Random(rows);
        for (int i = 0; i < rows; i++) {
            bias[i] = random.nextFloat() - 0.5f;
        }
        return bias;
    }

    private static void check(WeightCase w, Operand x, Operand y, float[] bias, boolean relu) {
        double[] exact = w.exact();
        double[] magnitudes = w.magnitudes();
        for (int i = 0; i < y.rows(); i++) {
            for (int j = 0; j < w.rows(); j++) {
                double sum = bias[j];
                double magnitude = Math.abs(bias[j]);
                for (int k = 0; k < w.cols(); k++) {
                    sum += x.get(i, k) * exact[j * w.cols() + k];
                    magnitude += Math.abs(x.get(i, k)) * magnitudes[j * w.cols() + k];
                }
                double bound = (w.cols() + 6) * UNIT * magnitude + Float.MIN_NORMAL;
                double expected = relu ? Math.max(0, sum) : sum;
                assertTrue(
                        Math.abs(y.get(i, j) - expected) <= bound,
                        "%s, row %d, output %d is %s; it must be %s ± %s"
                                .formatted(w, i, j, y.get(i, j), expected, bound));
            }
        }
    }
}
