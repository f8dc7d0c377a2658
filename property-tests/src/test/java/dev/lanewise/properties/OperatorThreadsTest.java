package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.BinaryOperation;
import dev.lanewise.engine.DepthOrder;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Interpolation;
import dev.lanewise.engine.NearestRounding;
import dev.lanewise.engine.PadMode;
import dev.lanewise.engine.Rearrangement;
import dev.lanewise.engine.Reduction;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.engine.planning.PoolAxis;
import dev.lanewise.engine.planning.PoolShape;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.EngineKind;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operators of single elements, rows, windows and movements on tensors that are worth threads: the bits are those of one thread. */
class OperatorThreadsTest {
    private static final int IMAGES = 6;
    private static final int CHANNELS = 64;
    private static final int SIDE = 32;
    private static final int PIXELS = SIDE * SIDE;
    private static final int LENGTH = IMAGES * CHANNELS * PIXELS;
    private static final int ROW = 1024;
    private static final int ROWS = LENGTH / ROW;
    private static final float EPSILON = 1e-5f;

    /** A run of each operator. */
    @SuppressWarnings("ImmutableEnumChecker") // lambdas that keep nothing
    enum Operator {
        UNARY((engine, x, y, indices) -> engine.pointwise().unary(Activation.TANH, LENGTH, x, 0, y, 0)),
        BINARY((engine, x, y, indices) ->
                engine.pointwise().binary(BinaryOperation.POWER, rows(), x, 0, new int[] {ROW}, x, ROW, y, 0)),
        SOFTMAX((engine, x, y, indices) -> engine.normalization().softmax(rows(), 1, x, 0, y, 0)),
        SOFTMAX_OF_COLUMNS((engine, x, y, indices) -> engine.normalization().logSoftmax(columns(), 1, x, 0, y, 0)),
        LAYER_NORM((engine, x, y, indices) ->
                engine.normalization().layerNorm(ROWS, ROW, x, 0, null, null, EPSILON, y, 0)),
        RMS_NORM((engine, x, y, indices) -> engine.normalization().rmsNorm(ROWS, ROW, x, 0, null, EPSILON, y, 0)),
        GROUP_NORM((engine, x, y, indices) ->
                engine.normalization().groupNorm(IMAGES, CHANNELS, PIXELS, 4, x, 0, null, null, EPSILON, y, 0)),
        BATCH_NORM((engine, x, y, indices) -> engine.normalization()
                .batchNorm(
                        IMAGES,
                        CHANNELS,
                        PIXELS,
                        x,
                        0,
                        new float[CHANNELS],
                        new float[CHANNELS],
                        null,
                        null,
                        EPSILON,
                        y,
                        0)),
        SUM_OF_ROWS((engine, x, y, indices) ->
                engine.reductions().reduce(Reduction.SUM, rows(), new int[] {1}, x, 0, y, 0)),
        SUM_OF_COLUMNS((engine, x, y, indices) ->
                engine.reductions().reduce(Reduction.LOG_SUM_EXP, columns(), new int[] {1}, x, 0, y, 0)),
        ARG_MAX((engine, x, y, indices) -> engine.reductions().argMax(rows(), 1, false, x, 0, indices, 0)),
        ARG_MIN_OF_COLUMNS((engine, x, y, indices) -> engine.reductions().argMin(columns(), 1, true, x, 0, indices, 0)),
        TOP_K((engine, x, y, indices) -> engine.reductions().topK(rows(), 1, 9, true, x, 0, y, 0, indices, 0)),
        MAX_POOL((engine, x, y, indices) -> engine.pooling().max(windows(), Layout.NHWC, x, 0, y, 0)),
        AVERAGE_POOL((engine, x, y, indices) -> engine.pooling().average(windows(), Layout.NCHW, true, x, 0, y, 0)),
        RESIZE_NEAREST((engine, x, y, indices) ->
                resize(engine, Layout.NCHW, Interpolation.nearest(NearestRounding.FLOOR), x, y)),
        RESIZE_LINEAR((engine, x, y, indices) -> resize(engine, Layout.NCHW, Interpolation.linear(), x, y)),
        RESIZE_CUBIC((engine, x, y, indices) -> resize(engine, Layout.NHWC, Interpolation.cubic(-0.75f, false), x, y)),
        TRANSPOSE((engine, x, y, indices) -> move(engine.dataMovement().transpose(columns(), 2, 0, 1), x, y)),
        SLICE((engine, x, y, indices) -> move(
                engine.dataMovement().slice(rows(), new int[2], new int[] {1, 1}, new int[] {ROWS, ROW - 1}), x, y)),
        PAD((engine, x, y, indices) ->
                move(engine.dataMovement().pad(rows(), new int[] {1, 2}, new int[] {2, 1}, PadMode.REFLECT), x, y)),
        TILE((engine, x, y, indices) -> move(engine.dataMovement().tile(rows(), 1, 2), x, y)),
        DEPTH_TO_SPACE((engine, x, y, indices) ->
                move(engine.dataMovement().depthToSpace(IMAGES, CHANNELS, SIDE, SIDE, 2, DepthOrder.CRD), x, y)),
        CONCAT((engine, x, y, indices) -> {
            for (Rearrangement part : engine.dataMovement().concat(1, rows(), rows())) {
                move(part, x, y);
            }
        }),
        GATHER((engine, x, y, indices) -> {
            int[] order = {5, 0, -1, 3, 3, 1};
            engine.dataMovement()
                    .gather(new int[] {IMAGES, CHANNELS * PIXELS}, 0, order.length)
                    .run(x, 0, order, 0, y, 0);
        }),
        ROTARY((engine, x, y, indices) ->
                engine.rotaryEmbedding(CHANNELS, ROW).prepare().run(IMAGES, PIXELS / 8, 8, null, 0, x, 0, y, 0)),
        ATTENTION((engine, x, y, indices) ->
                engine.attention(4, 16).causal().prepare().run(IMAGES, PIXELS, PIXELS, x, 0, x, 0, x, 0, null, y, 0));

        private final Call call;

        Operator(Call call) {
            this.call = call;
        }
    }

    /** Reads x, and writes y or indices. */
    private interface Call {
        void run(Engine engine, float[] x, float[] y, int[] indices);
    }

    /** What a run writes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Results(float[] y, int[] indices) {
        static Results of(Operator operator, Engine engine) {
            SplittableRandom random = new SplittableRandom(5);
            float[] x = new float[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                x[i] = (float) random.nextDouble(0.1, 4);
            }
            Results results = new Results(new float[4 * LENGTH], new int[LENGTH]);
            Arrays.fill(results.y, 77);
            operator.call.run(engine, x, results.y, results.indices);
            return results;
        }
    }

    @ParameterizedTest
    @EnumSource
    void bitsOfOneThread(Operator operator) {
        Results one = Results.of(operator, EngineKind.DEFAULT.engine());
        AtomicInteger tasks = new AtomicInteger();
        Executor counted = task -> {
            tasks.incrementAndGet();
            Thread.startVirtualThread(task);
        };
        try (Engine engine = Engine.builder().executor(counted, 3).build()) {
            assertSame(one, Results.of(operator, engine), "three threads of an executor");
        }
        assertTrue(tasks.get() > 0, "was not worth a thread");
        assertSame(one, Results.of(operator, EngineKind.TWO_THREADS.engine()), "two threads");
    }

    private static void assertSame(Results expected, Results actual, String what) {
        Bits.assertSame(expected.y, actual.y, what);
        assertArrayEquals(expected.indices, actual.indices, what);
    }

    private static int[] rows() {
        return new int[] {ROWS, ROW};
    }

    private static int[] columns() {
        return new int[] {IMAGES, CHANNELS, PIXELS};
    }

    private static PoolShape windows() {
        PoolAxis axis = new PoolAxis(SIDE, 3, 2, 1, 1, 1, false);
        return new PoolShape(IMAGES, CHANNELS, axis, axis);
    }

    private static void resize(Engine engine, Layout layout, Interpolation interpolation, float[] x, float[] y) {
        engine.resize(IMAGES, CHANNELS, SIDE, SIDE)
                .to(2 * SIDE, 2 * SIDE - 1)
                .layout(layout)
                .interpolation(interpolation)
                .prepare()
                .run(x, 0, y, 0);
    }

    private static void move(Rearrangement rearrangement, float[] x, float[] y) {
        rearrangement.run(x, 0, y, 0);
    }
}
