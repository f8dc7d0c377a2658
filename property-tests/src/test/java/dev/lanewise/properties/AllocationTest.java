package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.lanewise.engine.Activation;
import dev.lanewise.engine.Attention;
import dev.lanewise.engine.AttentionMask;
import dev.lanewise.engine.BinaryOperation;
import dev.lanewise.engine.Conv2d;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Epilogue;
import dev.lanewise.engine.Gather;
import dev.lanewise.engine.Gemm;
import dev.lanewise.engine.Interpolation;
import dev.lanewise.engine.KeyValueCache;
import dev.lanewise.engine.Linear;
import dev.lanewise.engine.Normalization;
import dev.lanewise.engine.PadMode;
import dev.lanewise.engine.Quantization;
import dev.lanewise.engine.QuantizedConv2d;
import dev.lanewise.engine.QuantizedLinear;
import dev.lanewise.engine.QuantizedType;
import dev.lanewise.engine.Rearrangement;
import dev.lanewise.engine.Recurrent;
import dev.lanewise.engine.RecurrentCell;
import dev.lanewise.engine.RecurrentDirection;
import dev.lanewise.engine.Reduction;
import dev.lanewise.engine.Reductions;
import dev.lanewise.engine.Requantization;
import dev.lanewise.engine.Resize;
import dev.lanewise.engine.RotaryEmbedding;
import dev.lanewise.engine.Transpose;
import dev.lanewise.engine.WeightFormat;
import dev.lanewise.engine.WeightOnlyLinear;
import dev.lanewise.engine.WeightOnlyMatrix;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.engine.planning.PoolAxis;
import dev.lanewise.engine.planning.PoolShape;
import dev.lanewise.properties.support.ConvExample;
import dev.lanewise.properties.support.EngineKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Once compiled, no run allocates a byte, on the calling thread or in the engine's pool. */
@Tag("native-width")
class AllocationTest {
    /** Until then all that is called is compiled by C2, even on a loaded machine; most often it takes a second. */
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    // few, so that they end between two ticks of the test runner's own threads, which allocate
    private static final int RUNS = 5;

    private static final int SIZE = 32;
    private static final int LARGE = 160;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What runs. */
    enum Work {
        SMALL_SGEMM {
            @Override
            Runnable on(Engine engine, Arena arena) {
                float[] a = ones(SIZE * SIZE);
                float[] c = ones(SIZE * SIZE);
                return () -> engine.sgemm(
                        Transpose.NO, Transpose.YES, SIZE, SIZE, SIZE, 1, a, 0, SIZE, a, 0, SIZE, 0, c, 0, SIZE);
            }
        },
        LARGE_SGEMM {
            @Override
            Runnable on(Engine engine, Arena arena) {
                float[] a = ones(LARGE * LARGE);
                float[] c = ones(LARGE * LARGE);
                return () -> engine.sgemm(
                        Transpose.YES,
                        Transpose.NO,
                        LARGE,
                        LARGE,
                        LARGE,
                        2,
                        a,
                        0,
                        LARGE,
                        a,
                        0,
                        LARGE,
                        0.5f,
                        c,
                        0,
                        LARGE);
            }
        },
        SEGMENTS {
            @Override
            Runnable on(Engine engine, Arena arena) {
                MemorySegment a = arena.allocate(4L * LARGE * LARGE, 64);
                MemorySegment c = arena.allocate(4L * LARGE * LARGE, 64);
                return () -> engine.sgemm(
                        Transpose.NO, Transpose.NO, LARGE, LARGE, LARGE, 1, a, 0, LARGE, a, 0, LARGE, 0, c, 0, LARGE);
            }
        },
        STRIDED_BATCH {
            @Override
            Runnable on(Engine engine, Arena arena) {
                int stride = SIZE * SIZE;
                float[] a = ones(4 * stride);
                float[] c = ones(4 * stride);
                return () -> engine.sgemmStridedBatched(
                        Transpose.NO,
                        Transpose.NO,
                        SIZE,
                        SIZE,
                        SIZE,
                        1,
                        a,
                        0,
                        SIZE,
                        stride,
                        a,
                        0,
                        SIZE,
                        stride,
                        0,
                        c,
                        0,
                        SIZE,
                        stride,
                        4);
            }
        },
        SGEMV {
            @Override
            Runnable on(Engine engine, Arena arena) {
                float[] a = ones(LARGE * LARGE);
                float[] y = ones(LARGE);
                float[] x = ones(LARGE);
                return () -> {
                    engine.sgemv(Transpose.NO, LARGE, LARGE, 1, a, 0, LARGE, x, 0, 1, 0, y, 0, 1);
                    engine.sgemv(Transpose.YES, LARGE, LARGE, 1, a, 0, LARGE, x, 0, 1, 0, y, 0, 1);
                };
            }
        },
        SGEMV_OF_SEGMENTS {
            @Override
            Runnable on(Engine engine, Arena arena) {
                MemorySegment a = arena.allocate(4L * LARGE * LARGE, 64);
                MemorySegment x = arena.allocate(4L * LARGE, 64);
                MemorySegment y = arena.allocate(4L * LARGE, 64);
                return () -> engine.sgemv(Transpose.NO, LARGE, LARGE, 1, a, 0, LARGE, x, 0, 1, 0, y, 0, 1);
            }
        },
        PREPARED {
            @Override
            Runnable on(Engine engine, Arena arena) {
                float[] a = ones(LARGE * LARGE);
                float[] c = ones(LARGE * LARGE);
                Gemm gemm = engine.gemm(LARGE, LARGE, LARGE)
                        .weights(engine.pack(Transpose.YES, LARGE, LARGE, a, 0, LARGE))
                        .epilogue(Epilogue.builder()
                                .biasPerColumn(ones(LARGE))
                                .biasPerRow(ones(LARGE))
                                .residual(a, 0, LARGE)
                                .activation(Activation.GELU_ERF)
                                .build())
                        .prepare();
                return () -> gemm.run(a, 0, c, 0);
            }
        },
        LINEAR {
            @Override
            Runnable on(Engine engine, Arena arena) {
                float[] w = ones(LARGE * LARGE);
                float[] y = ones(LARGE * LARGE);
                Linear linear = engine.linear(LARGE, LARGE)
                        .weights(w, 0, LARGE)
                        .bias(ones(LARGE))
                        .activation(Activation.SILU)
                        .prepare();
                return () -> {
                    linear.run(1, w, 0, LARGE, y, 0, LARGE);
                    linear.run(9, w, 0, LARGE, y, 0, LARGE);
                };
            }
        },
        DATA_MOVEMENT {
            @Override
            Runnable on(Engine engine, Arena arena) {
                float[] x = ones(LARGE * LARGE * 8);
                float[] y = ones(LARGE * LARGE * 9);
                int[] indices = new int[LARGE];
                long[] longs = new long[LARGE * LARGE];
                long[] changed = new long[LARGE * LARGE];
                MemorySegment from = arena.allocate(4L * LARGE * LARGE, 64);
                MemorySegment to = arena.allocate(4L * LARGE * LARGE, 64);
                int[] square = {LARGE, LARGE};
                Rearrangement transpose = engine.dataMovement().transpose(new int[] {8, LARGE, LARGE}, 0, 2, 1);
                Rearrangement ofSquare = engine.dataMovement().transpose(square, 1, 0);
                Rearrangement pad = engine.dataMovement().pad(square, new int[] {1, 1}, new int[] {1, 1}, PadMode.EDGE);
                Gather gather = engine.dataMovement().gather(square, 0, LARGE);
                return () -> {
                    transpose.run(x, 0, y, 0);
                    ofSquare.run(longs, 0, changed, 0);
                    ofSquare.run(Float.BYTES, from, 0, to, 0);
                    pad.run(x, 0, y, 0);
                    gather.run(x, 0, indices, 0, y, 0);
                    gather.run(Float.BYTES, from, 0, indices, 0, to, 0);
                };
            }
        },
        POOLING {
            @Override
            Runnable on(Engine engine, Arena arena) {
                PoolAxis axis = new PoolAxis(57, 3, 2, 1, 1, 1, true);
                PoolShape shape = new PoolShape(1, SIZE, axis, axis);
                float[] x = ones(shape.inputElements());
                float[] y = ones(shape.outputElements());
                MemorySegment from = arena.allocate(4L * x.length, 64);
                MemorySegment to = arena.allocate(4L * y.length, 64);
                return () -> {
                    engine.pooling().max(shape, Layout.NCHW, x, 0, y, 0);
                    engine.pooling().average(shape, Layout.NHWC, false, x, 0, y, 0);
                    engine.pooling().max(shape, Layout.NHWC, from, 0, to, 0);
                };
            }
        },
        RESIZE {
            @Override
            Runnable on(Engine engine, Arena arena) {
                Resize.Builder builder = engine.resize(1, SIZE, SIZE, SIZE).to(2 * SIZE, 2 * SIZE);
                Resize linear = builder.layout(Layout.NCHW).prepare();
                Resize cubic = builder.layout(Layout.NHWC)
                        .interpolation(Interpolation.cubic(-0.75f, false))
                        .prepare();
                float[] x = ones(SIZE * SIZE * SIZE);
                float[] y = ones(4 * SIZE * SIZE * SIZE);
                MemorySegment from = arena.allocate(4L * x.length, 64);
                MemorySegment to = arena.allocate(4L * y.length, 64);
                return () -> {
                    linear.run(x, 0, y, 0);
                    cubic.run(x, 0, y, 0);
                    cubic.run(from, 0, to, 0);
                };
            }
        },
        REDUCTIONS {
            @Override
            Runnable on(Engine engine, Arena arena) {
                int[] shape = {LARGE * 8, LARGE};
                int[] rows = {1};
                int[] columns = {0};
                float[] x = ones(LARGE * LARGE * 8);
                float[] y = ones(LARGE * 8 * 4);
                int[] indices = new int[LARGE * 8 * 4];
                MemorySegment from = arena.allocate(4L * x.length, 64);
                MemorySegment to = arena.allocate(4L * y.length, 64);
                return () -> {
                    Reductions reductions = engine.reductions();
                    reductions.reduce(Reduction.MEAN, shape, rows, x, 0, y, 0);
                    reductions.reduce(Reduction.LOG_SUM_EXP, shape, columns, from, 0, to, 0);
                    reductions.argMax(shape, 1, false, x, 0, indices, 0);
                    reductions.argMin(shape, 0, true, from, 0, indices, 0);
                    reductions.topK(shape, 1, 4, true, x, 0, y, 0, indices, 0);
                };
            }
        },
        NORMALIZATION {
            @Override
            Runnable on(Engine engine, Arena arena) {
                float[] x = ones(LARGE * LARGE * 8);
                MemorySegment segment = arena.allocate(4L * LARGE * LARGE, 64);
                int[] shape = {LARGE * 8, LARGE};
                int[] square = {LARGE, LARGE};
                return () -> {
                    Normalization normalization = engine.normalization();
                    normalization.softmax(shape, 1, x, 0, x, 0);
                    normalization.logSoftmax(square, 0, segment, 0, segment, 0);
                    normalization.layerNorm(LARGE * 8, LARGE, x, 0, null, null, 1, x, 0);
                    normalization.groupNorm(8, LARGE, LARGE, LARGE, x, 0, null, null, 1, x, 0);
                };
            }
        },
        RECURRENT {
            @Override
            Runnable on(Engine engine, Arena arena) {
                Recurrent lstm = engine.recurrent(RecurrentCell.LSTM, SIZE, LARGE)
                        .direction(RecurrentDirection.BIDIRECTIONAL)
                        .weights(ones(8 * LARGE * SIZE), 0)
                        .recurrentWeights(ones(8 * LARGE * LARGE), 0)
                        .bias(ones(16 * LARGE))
                        .prepare();
                Recurrent gru = engine.recurrent(RecurrentCell.GRU, SIZE, LARGE)
                        .weights(ones(3 * LARGE * SIZE), 0)
                        .recurrentWeights(ones(3 * LARGE * LARGE), 0)
                        .recurrentFormat(WeightFormat.INT8)
                        .prepare();
                float[] x = ones(8 * 5 * SIZE);
                float[] hidden = ones(2 * 5 * LARGE);
                float[] cell = ones(2 * 5 * LARGE);
                float[] y = ones(8 * 2 * 5 * LARGE);
                int[] lengths = {8, 0, 3, 8, 1};
                MemorySegment segment = arena.allocate(4L * LARGE, 64);
                MemorySegment input = arena.allocate(4L * SIZE, 64);
                return () -> {
                    lstm.run(8, 5, x, 0, lengths, hidden, 0, cell, 0, y, 0);
                    gru.run(1, 1, x, 0, null, hidden, 0, null, 0, y, 0);
                    gru.run(1, 1, input, 0, null, segment, 0, null, 0, null, 0);
                };
            }
        },
        ATTENTION {
            @Override
            Runnable on(Engine engine, Arena arena) {
                Attention attention =
                        engine.attention(4, SIZE).keyValueHeads(2).causal().prepare();
                KeyValueCache cache = attention.cache(1, SIZE);
                float[] q = ones(4 * SIZE * LARGE);
                float[] y = ones(4 * SIZE * LARGE);
                boolean[] allowed = new boolean[LARGE];
                AttentionMask mask = AttentionMask.allowing(allowed, 0, 0, 0, 0);
                MemorySegment segment = arena.allocate(16L * SIZE, 64);
                MemorySegment result = arena.allocate(16L * SIZE, 64);
                RotaryEmbedding rotary =
                        engine.rotaryEmbedding(SIZE, LARGE).interleaved().prepare();
                return () -> {
                    rotary.run(1, LARGE, 4, null, 0, q, 0, q, 0);
                    attention.run(1, LARGE, LARGE, q, 0, q, 0, q, 0, mask, y, 0);
                    cache.truncate(0);
                    cache.append(SIZE - 1, q, 0, q, 0);
                    cache.append(1, segment, 0, segment, 0);
                    attention.run(1, q, 0, cache, null, y, 0);
                    attention.run(1, segment, 0, cache, null, result, 0);
                };
            }
        },
        POINTWISE {
            @Override
            Runnable on(Engine engine, Arena arena) {
                float[] a = ones(LARGE * LARGE * 8);
                float[] b = ones(LARGE);
                float[] y = ones(LARGE * LARGE * 8);
                MemorySegment segment = arena.allocate(4L * LARGE, 64);
                int[] shapeA = {LARGE * 8, LARGE};
                int[] shapeB = {LARGE};
                return () -> {
                    engine.pointwise().unary(Activation.EXP, y.length, a, 0, y, 0);
                    engine.pointwise().unary(Activation.SIN, LARGE, segment, 0, segment, 0);
                    engine.pointwise().binary(BinaryOperation.ADD, shapeA, a, 0, shapeB, b, 0, y, 0);
                    engine.pointwise().binary(BinaryOperation.POWER, shapeB, b, 0, shapeB, b, 0, y, 0);
                };
            }
        },
        QUANTIZED_CONVOLUTION {
            @Override
            Runnable on(Engine engine, Arena arena) {
                ConvShape shape = ConvShape.builder(SIZE, SIZE, 3, 3)
                        .input(2, SIZE, SIZE)
                        .padding(1, 1, 1, 1)
                        .build();
                byte[] w = new byte[shape.weightElements()];
                byte[] x = new byte[shape.inputElements()];
                byte[] y = new byte[shape.outputElements()];
                Arrays.fill(w, (byte) 127);
                Quantization quantization = Quantization.perTensor(QuantizedType.S8, 0.1f, 7);
                QuantizedConv2d last = convolution(engine, shape, Layout.NHWC, quantization, w);
                QuantizedConv2d first = convolution(engine, shape, Layout.NCHW, quantization, w);
                return () -> {
                    last.run(x, 0, y, 0);
                    first.run(x, 0, y, 0);
                };
            }

            private static QuantizedConv2d convolution(
                    Engine engine, ConvShape shape, Layout layout, Quantization quantization, byte[] w) {
                return engine.quantizedConv2d(shape)
                        .layout(layout)
                        .input(quantization)
                        .weights(quantization, w, 0)
                        .toBytes(quantization)
                        .prepare();
            }
        },
        WEIGHT_ONLY_LINEAR {
            @Override
            Runnable on(Engine engine, Arena arena) {
                float[] x = ones(LARGE * LARGE);
                float[] y = ones(LARGE * LARGE);
                List<Runnable> runs = new ArrayList<>();
                for (WeightFormat format : WeightFormat.values()) {
                    WeightOnlyLinear linear = engine.weightOnlyLinear(LARGE, LARGE)
                            .weights(WeightOnlyMatrix.narrow(format, LARGE, LARGE, x, 0, LARGE))
                            .prepare();
                    runs.add(() -> {
                        linear.run(1, x, 0, LARGE, y, 0, LARGE);
                        linear.run(6, x, 0, LARGE, y, 0, LARGE);
                        linear.run(20, x, 0, LARGE, y, 0, LARGE);
                    });
                }
                return () -> {
                    for (int i = 0; i < runs.size(); i++) {
                        runs.get(i).run();
                    }
                };
            }
        },
        QUANTIZED_LINEAR {
            @Override
            Runnable on(Engine engine, Arena arena) {
                byte[] w = new byte[LARGE * LARGE];
                byte[] bytes = new byte[LARGE * LARGE];
                float[] floats = ones(LARGE * LARGE);
                float[] results = ones(LARGE * LARGE);
                Quantization quantization = Quantization.perTensor(QuantizedType.U8, 0.1f, 7);
                QuantizedLinear linear = engine.quantizedLinear(LARGE, LARGE)
                        .input(quantization)
                        .weights(quantization, w, 0, LARGE)
                        .toBytes(quantization)
                        .prepare();
                QuantizedLinear dynamic = engine.quantizedLinear(LARGE, LARGE)
                        .dynamicInput()
                        .packedWeights(quantization, linear.weights())
                        .activation(Activation.SILU)
                        .prepare();
                Requantization fixed = Requantization.byFixedPoint(new float[] {0.1f}, QuantizedType.S8, 3);
                int[] sums = new int[LARGE];
                return () -> {
                    linear.run(1, w, 0, LARGE, bytes, 0, LARGE);
                    linear.run(9, w, 0, LARGE, bytes, 0, LARGE);
                    dynamic.run(6, floats, 0, LARGE, results, 0, LARGE);
                    quantization.quantize(LARGE, floats, 0, bytes, 0);
                    quantization.dequantize(LARGE, bytes, 0, results, 0);
                    fixed.apply(1, LARGE, sums, 0, LARGE, bytes, 0, LARGE);
                };
            }
        };

        abstract Runnable on(Engine engine, Arena arena);
    }

    @ParameterizedTest
    @EnumSource
    void nothingOnOneThread(Work work) {
        assertNothingAllocated(work, EngineKind.DEFAULT.engine());
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {
                "LARGE_SGEMM",
                "SEGMENTS",
                "STRIDED_BATCH",
                "PREPARED",
                "LINEAR",
                "RECURRENT",
                "ATTENTION",
                "POINTWISE",
                "DATA_MOVEMENT",
                "POOLING",
                "RESIZE",
                "REDUCTIONS",
                "NORMALIZATION",
                "QUANTIZED_LINEAR",
                "QUANTIZED_CONVOLUTION",
                "WEIGHT_ONLY_LINEAR"
            })
    void nothingInThePool(Work work) {
        assertNothingAllocated(work, EngineKind.TWO_THREADS.engine());
    }

    @ParameterizedTest
    @EnumSource
    void nothingInConvolutions(ConvAlgorithm algorithm) {
        assertNothingAllocated(algorithm, convolutions(algorithm, EngineKind.DEFAULT.engine()));
    }

    @ParameterizedTest
    @EnumSource
    void nothingInConvolutionsInThePool(ConvAlgorithm algorithm) {
        assertNothingAllocated(algorithm, convolutions(algorithm, EngineKind.TWO_THREADS.engine()));
    }

    /** Planes narrower than vectors, and planes of which no vector is a part. */
    @ParameterizedTest
    @CsvSource({"7, 1", "13, 1", "13, 2", "37, 1", "37, 2"})
    void nothingInPlanes(int width, int stride) {
        ConvShape shape = ConvShape.builder(3, 3, 3, 3)
                .padding(1, 1, 1, 1)
                .groups(3)
                .stride(stride, stride)
                .input(1, width * stride, width * stride)
                .build();
        float[] x = ones(shape.inputElements());
        float[] y = ones(shape.outputElements());
        Conv2d planes = EngineKind.DEFAULT
                .engine()
                .conv2d(shape)
                .layout(Layout.NCHW)
                .weights(ones(shape.weightElements()))
                .algorithm(ConvAlgorithm.DEPTHWISE)
                .prepare();
        assertNothingAllocated("planes " + width, () -> planes.run(x, y));
    }

    /** From one layout to the other and back, once with everything and once with nothing added. */
    private static Runnable convolutions(ConvAlgorithm algorithm, Engine engine) {
        ConvShape shape = ConvExample.shape(algorithm, SIZE, SIZE, SIZE);
        float[] w = ones(shape.weightElements());
        float[] x = ones(shape.inputElements());
        float[] r = ones(shape.outputElements());
        float[] y = ones(shape.outputElements());
        Conv2d everything = engine.conv2d(shape)
                .layouts(Layout.NHWC, Layout.NCHW)
                .weights(w)
                .bias(ones(SIZE))
                .residual()
                .activation(Activation.SILU)
                .algorithm(algorithm)
                .prepare();
        Conv2d nothing = engine.conv2d(shape)
                .layouts(Layout.NCHW, Layout.NHWC)
                .weights(w)
                .algorithm(algorithm)
                .prepare();
        return () -> {
            everything.run(x, 0, r, 0, y, 0);
            nothing.run(x, y);
        };
    }

    private void assertNothingAllocated(Work work, Engine engine) {
        try (Arena arena = Arena.ofShared()) {
            assertNothingAllocated(work, work.on(engine, arena));
        }
    }

    private void assertNothingAllocated(Object work, Runnable run) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        long allocated;
        do {
            long before = threads.getTotalThreadAllocatedBytes();
            for (int i = 0; i < RUNS; i++) {
                run.run();
            }
            allocated = threads.getTotalThreadAllocatedBytes() - before;
        } while (allocated > 0 && System.nanoTime() < end);
        assertEquals(0, allocated, () -> work + ": bytes of " + RUNS + " runs");
    }

    private static float[] ones(int length) {
        float[] ones = new float[length];
        Arrays.fill(ones, 1);
        return ones;
    }
}
