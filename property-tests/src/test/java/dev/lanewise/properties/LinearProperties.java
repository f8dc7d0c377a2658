package dev.lanewise.properties;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Linear;
import dev.lanewise.engine.PackedMatrix;
import dev.lanewise.engine.Transpose;
import dev.lanewise.properties.support.ActivationKind;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.EpilogueCase;
import dev.lanewise.properties.support.GemmCase;
import dev.lanewise.properties.support.GemmCases;
import dev.lanewise.properties.support.GemmRun;
import dev.lanewise.properties.support.Operand;
import dev.lanewise.properties.support.ScaledTries;
import dev.lanewise.properties.support.Shapes;
import dev.lanewise.properties.support.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** {@code Linear}: a product with weights prepacked, whatever the batch. */
@AddLifecycleHook(ScaledTries.class)
class LinearProperties {
    private static final int LARGEST_BATCH = 40;

    /** How the weights come. */
    enum Weights {
        ARRAY,
        SEGMENT,
        PACKED
    }

    @Property
    void withinBoundOfReference(
            @ForAll("layers") GemmCase any,
            @ForAll Weights weights,
            @ForAll Storage storage,
            @ForAll boolean bias,
            @ForAll ActivationKind activation,
            @ForAll EngineKind kind) {
        GemmCase gemm = layer(any);
        GemmRun run = new GemmRun(gemm);
        EpilogueCase epilogue = new EpilogueCase(bias, false, false, 1, activation, 0);
        EpilogueCase.Operands extras = epilogue.operands(gemm);
        Linear linear = linear(kind.engine(), run.b(), gemm, weights, storage, epilogue);
        run(linear, run.a(), run.c(), 0, gemm.m());
        run.checkUntouched();
        extras.check(run.c(), run.expected(), gemm, run.largest());

        Operand again = gemm.c();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment x = storage.readOnlyCopyOf(run.a().array(), arena);
            MemorySegment y = storage.copyOf(again.array(), arena);
            linear.run(gemm.m(), x, run.a().offset(), run.a().ld(), y, again.offset(), again.ld());
            again.readBack(y);
        }
        again.checkGuards();
        extras.check(again, run.expected(), gemm, run.largest());
    }

    /** What a row gives does not depend on the rows that run with it, nor on the threads. */
    @Property
    void batchChangesNoBit(
            @ForAll("layers") GemmCase any,
            @ForAll @IntRange(min = 1, max = LARGEST_BATCH) int batch,
            @ForAll @IntRange(max = LARGEST_BATCH - 1) int start,
            @ForAll ActivationKind activation,
            @ForAll EngineKind kind) {
        GemmCase gemm = layer(any).withShape(LARGEST_BATCH, any.n(), any.k());
        GemmRun all = new GemmRun(gemm);
        EpilogueCase epilogue = new EpilogueCase(true, false, false, 1, activation, 0);
        Linear linear = linear(kind.engine(), all.b(), gemm, Weights.ARRAY, Storage.HEAP, epilogue);
        run(linear, all.a(), all.c(), 0, LARGEST_BATCH);
        int first = Math.min(start, LARGEST_BATCH - batch);
        Operand some = gemm.c();
        run(linear, all.a(), some, first, batch);
        for (int row = first; row < first + batch; row++) {
            Bits.assertSame(all.c().row(row), some.row(row), "row " + row + " in a batch of " + batch);
        }
    }

    /** One packed matrix serves several operators and engines. */
    @Property
    void packedWeightsAreShareable(@ForAll("layers") GemmCase any, @ForAll ActivationKind activation) {
        GemmCase gemm = layer(any);
        GemmRun run = new GemmRun(gemm);
        EpilogueCase epilogue = new EpilogueCase(true, false, false, 1, activation, 0);
        Engine owner = EngineKind.DEFAULT.engine();
        Linear first = linear(owner, run.b(), gemm, Weights.ARRAY, Storage.HEAP, epilogue);
        Linear second = EngineKind.TWO_THREADS
                .engine()
                .linear(gemm.k(), gemm.n())
                .packedWeights(first.weights())
                .bias(bias(epilogue, gemm))
                .activation(activation.activation())
                .prepare();
        Operand again = gemm.c();
        run(first, run.a(), run.c(), 0, gemm.m());
        run(second, run.a(), again, 0, gemm.m());
        Bits.assertSame(run.c(), again, "shared weights");
    }

    /** Layers of every kind, the batch small more often than not. */
    @Provide
    Arbitrary<GemmCase> layers() {
        Arbitrary<Integer> batch =
                Arbitraries.frequencyOf(Tuple.of(3, Shapes.sizes(0, 15)), Tuple.of(1, Shapes.sizes(0, LARGEST_BATCH)));
        Arbitrary<Integer> features = Arbitraries.frequencyOf(
                Tuple.of(3, Shapes.sizes(1, 70)), Tuple.of(1, Shapes.columns()), Tuple.of(2, Shapes.sizes(70, 300)));
        Arbitrary<Integer> depths =
                Arbitraries.frequencyOf(Tuple.of(2, Shapes.sizes(1, 70)), Tuple.of(1, Shapes.depths()));
        return GemmCases.cases(Combinators.combine(batch, features, depths).as(GemmCase.Shape::new));
    }

    private static GemmCase layer(GemmCase gemm) {
        return new GemmCase(
                Transpose.NO, Transpose.YES, gemm.shape(), new GemmCase.Factors(1, 0), gemm.layout(), gemm.content());
    }

    private static Linear linear(
            Engine engine, Operand w, GemmCase gemm, Weights weights, Storage storage, EpilogueCase epilogue) {
        Linear.Builder builder = engine.linear(gemm.k(), gemm.n())
                .activation(epilogue.activation().activation());
        if (epilogue.columnBias()) {
            builder.bias(bias(epilogue, gemm));
        }
        return switch (weights) {
            case ARRAY -> builder.weights(w.array(), w.offset(), w.ld()).prepare();
            case SEGMENT -> {
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment segment = storage.readOnlyCopyOf(w.array(), arena);
                    yield builder.weights(segment, w.offset(), w.ld()).prepare();
                }
            }
            case PACKED -> {
                PackedMatrix packed = engine.pack(Transpose.YES, gemm.k(), gemm.n(), w.array(), w.offset(), w.ld());
                yield builder.packedWeights(packed).prepare();
            }
        };
    }

    private static float[] bias(EpilogueCase epilogue, GemmCase gemm) {
        return epilogue.operands(gemm).columnBias();
    }

    private static void run(Linear linear, Operand x, Operand y, int first, int batch) {
        linear.run(
                batch, x.array(), x.offset() + first * x.ld(), x.ld(), y.array(), y.offset() + first * y.ld(), y.ld());
    }
}
