package dev.lanewise.inference;

import static dev.lanewise.inference.ModelBuilder.MICROSOFT;
import static dev.lanewise.inference.ModelBuilder.integer;
import static dev.lanewise.inference.ModelBuilder.integers;
import static dev.lanewise.inference.ModelBuilder.number;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Quantised graphs as tools write them, against ONNX Runtime, and on which operators they run. */
class QuantizedGraphsTest {
    private static final double STEP = 0.05;
    private static final double ROUNDING = 1e-4;

    private static void assertRuns(String operator, List<String> operators) {
        assertTrue(operators.contains(operator), operators.toString());
    }

    /** x in 8 bits with zero point 120, scale 0.02; y's scale is a step, its zero point 110. */
    private static ModelBuilder scales(ModelBuilder model) {
        return model.number("xs", 0.02f)
                .integers("xz", ElementType.UINT8, new long[0], 120)
                .number("ys", (float) STEP)
                .integers("yz", ElementType.UINT8, new long[0], 110);
    }

    private static float[] rising(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = 0.001f * (1 + i);
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void layersQuantizedInEveryRun(boolean perColumn, boolean bias) throws OrtException {
        long[] columns = perColumn ? new long[] {24} : new long[0];
        long[] zeros = new long[perColumn ? 24 : 1];
        Arrays.setAll(zeros, i -> i - 7);
        ModelBuilder model = new ModelBuilder()
                .input("x", ElementType.FLOAT, 2, 5, 32)
                .output("y", ElementType.FLOAT, 2, 5, 24)
                .bytes("w", ElementType.INT8, 32, 24)
                .integers("wz", ElementType.INT8, columns, zeros)
                .floats("ws", columns, rising(zeros.length))
                .random("b", 1, 24)
                .node("DynamicQuantizeLinear", "x", "xq,xs,xz")
                .node("MatMulInteger", "xq,w,xz,wz", "sums")
                .node("Cast", "sums", "floats", integer("to", 1))
                .node("Mul", "xs,ws", "scale")
                .node("Mul", "floats,scale", bias ? "product" : "y");
        if (bias) {
            model.node("Add", "b,product", "y");
        }
        List<String> operators =
                PeerComparison.assertAgrees(model.build(13), Map.of("x", PeerComparison.random(2, 5, 32)), ROUNDING);
        assertRuns("MatMulIntegerToFloat", operators);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, false, false", "1, 2, true, true", "6, 1, true, false", "2, 2, false, true"})
    void convolutionsBetweenQuantizeAndDequantize(int groups, int stride, boolean relu, boolean perChannel)
            throws OrtException {
        long[] channels = perChannel ? new long[] {6} : new long[0];
        long[] zeros = new long[perChannel ? 6 : 1];
        float[] scales = rising(zeros.length);
        float[] biasScales = new float[scales.length];
        for (int i = 0; i < scales.length; i++) {
            biasScales[i] = scales[i] * 0.02f;
        }
        ModelBuilder model = scales(new ModelBuilder())
                .input("x", ElementType.FLOAT, 2, 6, 9, 8)
                .output("y", ElementType.FLOAT, -1, -1, -1, -1)
                .bytes("w", ElementType.INT8, 6, 6 / groups, 3, 3)
                .integers("wz", ElementType.INT8, channels, zeros)
                .floats("ws", channels, scales)
                .integers("b", ElementType.INT32, new long[] {6}, 900, -1000, 5000, 0, -7000, 10)
                .floats("bs", channels, biasScales)
                .node("QuantizeLinear", "x,xs,xz", "xq")
                .node("DequantizeLinear", "xq,xs,xz", "xd")
                .node("DequantizeLinear", "w,ws,wz", "wd", integer("axis", 0))
                .node("DequantizeLinear", "b,bs", "bd", integer("axis", 0))
                .node(
                        "Conv",
                        "xd,wd,bd",
                        "c",
                        integer("group", groups),
                        integers("strides", stride, stride),
                        integers("pads", 1, 1, 1, 1));
        if (relu) {
            model.node("Relu", "c", "r");
        }
        model.node("QuantizeLinear", relu ? "r,ys,yz" : "c,ys,yz", "yq").node("DequantizeLinear", "yq,ys,yz", "y");
        List<String> operators = PeerComparison.assertAgrees(
                model.build(13), Map.of("x", PeerComparison.random(2, 6, 9, 8)), 1.01 * STEP);
        assertRuns("QLinearConv", operators);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void productsBetweenQuantizeAndDequantize(boolean quantized) throws OrtException {
        ModelBuilder model = scales(new ModelBuilder())
                .input("x", ElementType.FLOAT, 3, 4, 20)
                .output("y", ElementType.FLOAT, 3, 4, 10)
                .bytes("w", ElementType.INT8, 20, 10)
                .integers("wz", ElementType.INT8, new long[] {10}, new long[10])
                .floats("ws", new long[] {10}, rising(10))
                .node("QuantizeLinear", "x,xs,xz", "xq")
                .node("DequantizeLinear", "xq,xs,xz", "xd")
                .node("DequantizeLinear", "w,ws,wz", "wd", integer("axis", 1))
                .node("MatMul", "xd,wd", quantized ? "m" : "y");
        if (quantized) {
            model.node("QuantizeLinear", "m,ys,yz", "yq").node("DequantizeLinear", "yq,ys,yz", "y");
        }
        List<String> operators = PeerComparison.assertAgrees(
                model.build(13), Map.of("x", PeerComparison.random(3, 4, 20)), quantized ? 1.01 * STEP : ROUNDING);
        assertRuns(quantized ? "QLinearMatMul" : "MatMulIntegerToFloat", operators);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gemmBetweenQuantizeAndDequantize(boolean quantized) throws OrtException {
        ModelBuilder model = scales(new ModelBuilder())
                .input("x", ElementType.FLOAT, 7, 20)
                .output("y", ElementType.FLOAT, 7, 10)
                .bytes("w", ElementType.INT8, 10, 20)
                .integers("wz", ElementType.INT8, new long[0], 0)
                .number("ws", 0.004f)
                .integers("b", ElementType.INT32, new long[] {10}, 900, -1000, 5000, 0, -7000, 10, 1, 2, 3, 4)
                .number("bs", 0.004f * 0.02f)
                .node("QuantizeLinear", "x,xs,xz", "xq")
                .node("DequantizeLinear", "xq,xs,xz", "xd")
                .node("DequantizeLinear", "w,ws,wz", "wd")
                .node("DequantizeLinear", "b,bs", "bd")
                .node("Gemm", "xd,wd,bd", quantized ? "m" : "y", integer("transB", 1));
        if (quantized) {
            model.node("QuantizeLinear", "m,ys,yz", "yq").node("DequantizeLinear", "yq,ys,yz", "y");
        }
        List<String> operators = PeerComparison.assertAgrees(
                model.build(13), Map.of("x", PeerComparison.random(7, 20)), quantized ? 1.01 * STEP : ROUNDING);
        assertRuns("QGemm", operators);
    }

    /** Where a run computes the zero point, padding has it too. */
    @ParameterizedTest
    @CsvSource({"1, UINT8", "4, INT8"})
    void convolutionsOfIntegersWithComputedZeroPoints(int groups, ElementType weights) throws OrtException {
        ModelBuilder model = new ModelBuilder()
                .input("x", ElementType.FLOAT, 2, 4, 7, 5)
                .output("y", ElementType.FLOAT, 2, 8, 7, 5)
                .bytes("w", weights, 8, 4 / groups, 3, 3)
                .integers("wz", weights, new long[0], 3)
                .node("DynamicQuantizeLinear", "x", "xq,xs,xz")
                .node("ConvInteger", "xq,w,xz,wz", "sums", integer("group", groups), integers("pads", 1, 1, 1, 1))
                .node("Cast", "sums", "y", integer("to", 1));
        PeerComparison.assertAgrees(model.build(13), Map.of("x", PeerComparison.random(2, 4, 7, 5)), 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"QLinearAdd", "QLinearMul"})
    void operatorsOfTwoOperands(String operator) throws OrtException {
        ModelBuilder model = scales(new ModelBuilder())
                .input("x", ElementType.FLOAT, 2, 3, 5)
                .output("y", ElementType.FLOAT, 2, 3, 5)
                .bytes("b", ElementType.UINT8, 3, 1)
                .node("QuantizeLinear", "x,xs,xz", "xq")
                .node(MICROSOFT, operator, "xq,xs,xz,b,xs,yz,ys,yz", "yq")
                .node("DequantizeLinear", "yq,ys,yz", "y");
        PeerComparison.assertAgrees(model.build(13), Map.of("x", PeerComparison.random(2, 3, 5)), 1.01 * STEP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"QLinearSigmoid", "QLinearLeakyRelu", "QLinearAveragePool", "QLinearGlobalAveragePool"})
    void operatorsOfOneOperand(String operator) throws OrtException {
        ModelBuilder model = scales(new ModelBuilder())
                .input("x", ElementType.FLOAT, 1, 3, 6, 4)
                .output("y", ElementType.FLOAT, -1, -1, -1, -1)
                .node("QuantizeLinear", "x,xs,xz", "xq");
        switch (operator) {
            case "QLinearAveragePool" ->
                model.node(MICROSOFT, operator, "xq,xs,xz,ys,yz", "yq", integers("kernel_shape", 2, 2));
            case "QLinearLeakyRelu" -> model.node(MICROSOFT, operator, "xq,xs,xz,ys,yz", "yq", number("alpha", 0.1));
            default -> model.node(MICROSOFT, operator, "xq,xs,xz,ys,yz", "yq");
        }
        model.node("DequantizeLinear", "yq,ys,yz", "y");
        PeerComparison.assertAgrees(model.build(13), Map.of("x", PeerComparison.random(1, 3, 6, 4)), 1.01 * STEP);
    }

    /** The same bytes as from real numbers that are written, which an output of them enforces; also beyond a block. */
    @ParameterizedTest
    @CsvSource({
        "Add, false, 3, 5, 40000",
        "Add, true, 3, 5, 1",
        "Add, true, 40, 40, 30",
        "Mul, false, 40, 40, 30",
        "Mul, true, 3, 5, 32768"
    })
    void sumsBetweenQuantizeAndDequantize(String operator, boolean relu, int height, int width, int batch)
            throws OrtException {
        long[] shape = {batch, height, width};
        Map<String, Tensor> inputs = Map.of("x", PeerComparison.random(shape));
        float[][] results = new float[2][];
        for (boolean written : new boolean[] {false, true}) {
            ModelBuilder model = scales(new ModelBuilder())
                    .input("x", ElementType.FLOAT, shape)
                    .output("y", ElementType.FLOAT, shape)
                    .number("bs", 0.013f)
                    .integers("bz", ElementType.INT8, new long[0], -9)
                    .node("QuantizeLinear", "x,xs,xz", "xq")
                    .node("DequantizeLinear", "xq,xs,xz", "a")
                    .node("QuantizeLinear", "x,bs,bz", "bq")
                    .node("DequantizeLinear", "bq,bs,bz", "b")
                    .node(operator, "a,b", relu ? "c" : "r");
            if (relu) {
                model.node("Relu", "c", "r");
            }
            if (written) {
                model.output("r", ElementType.FLOAT, shape);
            }
            byte[] graph = model.node("QuantizeLinear", "r,ys,yz", "yq")
                    .node("DequantizeLinear", "yq,ys,yz", "y")
                    .build(13);
            List<String> operators = PeerComparison.assertAgrees(graph, inputs, 1.01 * STEP);
            assertRuns(written ? operator : "QLinear" + operator, operators);
            try (Session session = Session.load(graph)) {
                results[written ? 1 : 0] = session.run(inputs).get("y").floats();
            }
        }
        assertArrayEquals(results[1], results[0]);
    }

    @Test
    void constantsAreFoldedAllTheSame() throws OrtException {
        ModelBuilder model = scales(new ModelBuilder())
                .input("x", ElementType.FLOAT, 3, 5)
                .output("y", ElementType.FLOAT, 3, 5)
                .bytes("c", ElementType.UINT8, 5)
                .node("QuantizeLinear", "x,xs,xz", "xq")
                .node("DequantizeLinear", "xq,xs,xz", "a")
                .node("DequantizeLinear", "c,xs,xz", "b")
                .node("Mul", "a,b", "m")
                .node("QuantizeLinear", "m,ys,yz", "yq")
                .node("DequantizeLinear", "yq,ys,yz", "y");
        List<String> operators =
                PeerComparison.assertAgrees(model.build(13), Map.of("x", PeerComparison.random(3, 5)), 1.01 * STEP);
        assertRuns("Mul", operators);
    }

    @Test
    void concatenationOfBytes() throws OrtException {
        ModelBuilder model = scales(new ModelBuilder())
                .input("x", ElementType.FLOAT, 2, 3, 5)
                .output("y", ElementType.FLOAT, 2, 4, 5)
                .bytes("b", ElementType.UINT8, 2, 1, 5)
                .node("QuantizeLinear", "x,xs,xz", "xq")
                .node(MICROSOFT, "QLinearConcat", "ys,yz,xq,xs,xz,b,xs,yz", "yq", integer("axis", 1))
                .node("DequantizeLinear", "yq,ys,yz", "y");
        PeerComparison.assertAgrees(model.build(13), Map.of("x", PeerComparison.random(2, 3, 5)), 1.01 * STEP);
    }

    @Test
    void layersThatQuantizeTheirInput() throws OrtException {
        ModelBuilder model = new ModelBuilder()
                .input("x", ElementType.FLOAT, 2, 5, 32)
                .output("y", ElementType.FLOAT, 2, 5, 24)
                .bytes("w", ElementType.INT8, 32, 24)
                .floats("ws", new long[] {24}, rising(24))
                .random("b", 1, 24)
                .node(MICROSOFT, "DynamicQuantizeMatMul", "x,w,ws,,b", "y");
        PeerComparison.assertAgrees(model.build(13), Map.of("x", PeerComparison.random(2, 5, 32)), ROUNDING);
    }

    @ParameterizedTest
    @CsvSource({"UINT16, 30000", "INT16, -100", "INT8, 5"})
    void integersOfOtherTypes(ElementType type, int zero) throws OrtException {
        ModelBuilder model = new ModelBuilder()
                .input("x", ElementType.FLOAT, 2, 6, 5)
                .output("y", ElementType.FLOAT, 2, 6, 5)
                .floats("s", new long[] {6}, rising(6))
                .integers("z", type, new long[] {6}, zero, zero, zero, 0, zero, zero)
                .node("QuantizeLinear", "x,s,z", "q", integer("axis", 1))
                .node("DequantizeLinear", "q,s,z", "y", integer("axis", -2));
        PeerComparison.assertAgrees(model.build(21), Map.of("x", PeerComparison.random(2, 6, 5)), 1e-6);
    }

    @Test
    void blocks() throws OrtException {
        ModelBuilder model = new ModelBuilder()
                .input("x", ElementType.FLOAT, 2, 7, 3)
                .output("y", ElementType.FLOAT, 2, 7, 3)
                .floats("s", new long[] {2, 3, 3}, rising(18))
                .bytes("z", ElementType.UINT8, 2, 3, 3)
                .node("QuantizeLinear", "x,s,z", "q", integer("axis", 1), integer("block_size", 3))
                .node("DequantizeLinear", "q,s,z", "y", integer("axis", 1), integer("block_size", 3));
        Tensor x = PeerComparison.random(2, 7, 3);
        PeerComparison.assertAgrees(model.build(21), Map.of("x", x), 1e-6);
    }
}
