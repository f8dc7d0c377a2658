package dev.lanewise.jmh.peers;

import ai.onnxruntime.OnnxJavaType;
import dev.lanewise.engine.Activation;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Linear;
import dev.lanewise.engine.Quantization;
import dev.lanewise.engine.QuantizedConv2d;
import dev.lanewise.engine.QuantizedLinear;
import dev.lanewise.engine.QuantizedType;
import dev.lanewise.engine.Transpose;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.jmh.Convolution;
import dev.lanewise.jmh.QuantizationBound;
import dev.lanewise.jmh.measure.Samples;
import dev.lanewise.jmh.measure.Task;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Products of 8-bit numbers: compute-bound ones against fp32 products of the same sizes, those of a few rows against native libraries
 * and the FMA peak; depthwise convolutions against ONNX Runtime's; quantisation of the bandwidth that it needs. Ours is checked
 * against the scalar reference, or equals theirs.
 */
final class Int8Rows implements FigureRows {
    private static final List<String> COMPUTE_BOUND = List.of(
            "256x256x256",
            "512x512x512",
            "1024x1024x1024",
            "2048x2048x2048",
            "64x3136x576",
            "256x196x2304",
            "512x49x4608",
            "128x768x768",
            "128x3072x768",
            "3136x64x64");
    private static final String ONE_ROW = "1x4096x4096";
    private static final String EIGHT_ROWS = "8x4096x4096";
    private static final List<String> DEPTHWISE =
            List.of("mobilenet_3x3s1_dw32@112", "mobilenet_3x3s2_dw64@112", "mobilenet_3x3s1_dw512@14");
    /** Elements, 64 MB of floats or ints. */
    private static final int TENSOR = 1 << 24;

    private static final int MIDDLE = 128;
    private static final Quantization X = Quantization.perTensor(QuantizedType.U8, 0.01f, MIDDLE);
    private static final Quantization W = Quantization.perTensor(QuantizedType.S8, 0.01f, 3);
    private static final Quantization Y = Quantization.perTensor(QuantizedType.U8, 50, MIDDLE);

    @Override
    public String name() {
        return "int8";
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        try (Engine engine = Engine.builder().build()) {
            for (String shape : COMPUTE_BOUND) {
                if (bench.wants(shape)) {
                    againstFloats(bench, engine, shape);
                }
            }
            if (bench.wants(ONE_ROW)) {
                againstNatives(bench, engine, ONE_ROW, 0.85, 1);
            }
            if (bench.wants(EIGHT_ROWS)) {
                ofFmaPeak(bench, engine, EIGHT_ROWS);
                againstNatives(bench, engine, EIGHT_ROWS, Double.NaN, Double.NaN);
            }
            for (String layer : DEPTHWISE) {
                for (Layout layout : Layout.values()) {
                    if (bench.wants(layer + " " + layout)) {
                        depthwise(bench, engine, layer, layout);
                    }
                }
            }
            for (QuantizationBound.Operator operator : QuantizationBound.Operator.values()) {
                String what = operator + " 64 MB";
                if (bench.wants(what)) {
                    ofBandwidth(bench, operator, what);
                }
            }
        }
    }

    /** Zero points on both sides and requantisation included. */
    private void againstFloats(Bench bench, Engine engine, String shape) throws Throwable {
        try (NativeProduct floats = NativeProduct.ofShape(shape);
                Int8Product bytes = new Int8Product(shape)) {
            int m = bytes.m();
            int n = bytes.n();
            int k = bytes.k();
            Linear linear = engine.linear(k, n)
                    .packedWeights(engine.pack(Transpose.NO, k, n, floats.b(), 0, n))
                    .prepare();
            QuantizedLinear quantized = engine.quantizedLinear(k, n)
                    .input(X)
                    .weights(W, bytes.transposedB(), 0, k)
                    .toBytes(Y)
                    .activation(Activation.RELU)
                    .prepare();
            requireCorrect(engine, bytes);
            byte[] y = new byte[m * n];
            double flop = floats.flops();
            Samples samples = bench.contest(List.of(
                    new Task("int8", flop, () -> quantized.run(m, bytes.a(), 0, k, y, 0, n)),
                    new Task("fp32", flop, () -> linear.run(m, floats.a(), 0, k, floats.c(), 0, n))));
            Samples.Estimate ratio = samples.ratio(0, 1);
            String peer =
                    "fp32 prepacked %.1f GFLOP/s".formatted(samples.rate(1).value());
            bench.report(Figure.atLeast(name(), shape, 0.9, 1, ratio.value(), peer, ratio));
        }
    }

    private void againstNatives(Bench bench, Engine engine, String shape, double must, double goal) throws Throwable {
        try (Int8Product product = new Int8Product(shape);
                Int8Field natives = new Int8Field(product, Int8Field.natives())) {
            Task ours = requireCorrect(engine, product);
            Task best = bench.fastest(natives.tasks());
            Samples samples = bench.contest(List.of(ours, best));
            Samples.Estimate ratio = samples.ratio(0, 1);
            String what = shape + " against natives";
            String peer = "%s %.1f GOP/s; lanewise %.1f"
                    .formatted(
                            best.name(),
                            samples.rate(1).value(),
                            samples.rate(0).value());
            bench.report(
                    Double.isNaN(must)
                            ? Figure.info(name(), what, ratio.value(), peer, ratio)
                            : Figure.atLeast(name(), what, must, goal, ratio.value(), peer, ratio));
        }
    }

    private void ofFmaPeak(Bench bench, Engine engine, String shape) throws Throwable {
        try (Int8Product product = new Int8Product(shape)) {
            Samples samples = bench.contest(List.of(requireCorrect(engine, product), bench.fmaPeak()));
            Samples.Estimate ratio = samples.ratio(0, 1);
            String peer = "FMA peak %.1f GFLOP/s".formatted(samples.rate(1).value());
            bench.report(Figure.atLeast(name(), shape, 0.7, 0.8, ratio.value(), peer, ratio));
        }
    }

    /** Our product to ints, as natives compute it, after a look at its result. */
    private static Task requireCorrect(Engine engine, Int8Product product) {
        int m = product.m();
        int n = product.n();
        int k = product.k();
        QuantizedLinear linear = engine.quantizedLinear(k, n)
                .input(Quantization.perTensor(QuantizedType.U8, 1, 0))
                .weights(Quantization.perTensor(QuantizedType.S8, 1, 0), product.transposedB(), 0, k)
                .toInts()
                .prepare();
        product.poison();
        linear.run(m, product.a(), 0, k, product.c(), 0, n);
        product.requireCorrect("lanewise", product.c());
        return new Task("lanewise", product.operations(), () -> linear.run(m, product.a(), 0, k, product.c(), 0, n));
    }

    private void depthwise(Bench bench, Engine engine, String layer, Layout layout) throws Throwable {
        ConvShape shape = Convolution.shape(layer);
        Int8Convolution convolution = new Int8Convolution(shape);
        QuantizedConv2d conv = convolution.prepare(engine, layout);
        boolean last = layout == Layout.NHWC;
        ByteBuffer result = ByteBuffer.allocateDirect(shape.outputElements());
        try (OnnxRuntimeModel ort = new OnnxRuntimeModel(OnnxModel.qLinearConv(convolution, last), 1)) {
            ort.input(
                    "X",
                    convolution.nativeInput(),
                    OnnxJavaType.UINT8,
                    sizes(shape.inChannels(), shape.inHeight(), shape.inWidth(), last));
            ort.output(
                    "Y",
                    result,
                    OnnxJavaType.UINT8,
                    sizes(shape.outChannels(), shape.outHeight(), shape.outWidth(), last));
            ort.run();
            convolution.run(conv);
            convolution.requireSame(result, layer + " " + layout);
            double flop = shape.flop();
            Samples samples = bench.contest(
                    List.of(new Task("lanewise", flop, () -> convolution.run(conv)), new Task("ort", flop, ort::run)));
            Samples.Estimate ratio = samples.ratio(0, 1);
            String peer = "ort %.1f GOP/s; lanewise %.1f"
                    .formatted(samples.rate(1).value(), samples.rate(0).value());
            bench.report(Figure.atLeast(name(), layer + " " + layout, 1, 2, ratio.value(), peer, ratio));
        }
    }

    private void ofBandwidth(Bench bench, QuantizationBound.Operator operator, String what) throws Throwable {
        QuantizationBound work = new QuantizationBound(operator, TENSOR);
        work.run();
        work.requireCorrect();
        Samples samples = bench.contest(List.of(
                new Task(operator.name(), work.bytes(), work::run), new Task("loop", work.bytes(), work::runLoop)));
        Samples.Estimate ratio = samples.ratio(0, 1);
        String peer = "loop of the same reads and writes %.1f GB/s"
                .formatted(samples.rate(1).value());
        bench.report(Figure.atLeast(name(), what, 0.8, 0.95, ratio.value(), peer, ratio));
    }

    private static long[] sizes(int channels, int height, int width, boolean last) {
        return last ? new long[] {1, height, width, channels} : new long[] {1, channels, height, width};
    }
}
