package dev.lanewise.inference.operators;

import static java.util.Map.entry;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.BinaryOperation;
import dev.lanewise.engine.RecurrentCell;
import dev.lanewise.inference.graph.Graph;
import dev.lanewise.inference.graph.Node;
import dev.lanewise.inference.tensor.UnsupportedOperatorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The operators that are supported: a line for each. */
public final class Operators {
    private static final Map<String, Operator> ONNX = Map.ofEntries(
            // functions of one element
            entry("Abs", new Unary(Activation.ABS)),
            entry("Ceil", new Unary(Activation.CEIL)),
            entry("Clip", Unary::clip),
            entry("Cos", new Unary(Activation.COS)),
            entry("Elu", Unary::parametrised),
            entry("Erf", new Unary(Activation.ERF)),
            entry("Exp", new Unary(Activation.EXP)),
            entry("Floor", new Unary(Activation.FLOOR)),
            entry("Gelu", Unary::parametrised),
            entry("HardSigmoid", Unary::hardSigmoid),
            entry("HardSwish", Unary::parametrised),
            entry("LeakyRelu", Unary::parametrised),
            entry("Log", new Unary(Activation.LOG)),
            entry("Mish", new Unary(Activation.MISH)),
            entry("Neg", new Unary(Activation.NEG)),
            entry("Relu", new Unary(Activation.RELU)),
            entry("Round", new Unary(Activation.ROUND)),
            entry("Sigmoid", new Unary(Activation.SIGMOID)),
            entry("Sin", new Unary(Activation.SIN)),
            entry("Softplus", new Unary(Activation.SOFTPLUS)),
            entry("Sqrt", new Unary(Activation.SQRT)),
            entry("Swish", Unary::parametrised),
            entry("Tanh", new Unary(Activation.TANH)),
            // functions of two elements
            entry("Add", new Binary(BinaryOperation.ADD, IntegerOperation.ADD)),
            entry("Div", new Binary(BinaryOperation.DIVIDE, IntegerOperation.DIVIDE)),
            entry("Equal", new Binary(BinaryOperation.EQUAL, IntegerOperation.EQUAL)),
            entry("Greater", new Binary(BinaryOperation.GREATER, IntegerOperation.GREATER)),
            entry("GreaterOrEqual", new Binary(BinaryOperation.GREATER_OR_EQUAL, IntegerOperation.GREATER_OR_EQUAL)),
            entry("Less", new Binary(BinaryOperation.LESS, IntegerOperation.LESS)),
            entry("LessOrEqual", new Binary(BinaryOperation.LESS_OR_EQUAL, IntegerOperation.LESS_OR_EQUAL)),
            entry("Mul", new Binary(BinaryOperation.MULTIPLY, IntegerOperation.MULTIPLY)),
            entry("Pow", Binary::power),
            entry("Sub", new Binary(BinaryOperation.SUBTRACT, IntegerOperation.SUBTRACT)),
            // convolutions and products
            entry("Conv", Convolution::plan),
            entry("ConvTranspose", TransposedConvolution::plan),
            entry("Gemm", Gemm::plan),
            entry("MatMul", MatMul::plan),
            // pooling
            entry("AveragePool", Pools::average),
            entry("GlobalAveragePool", Pools::globalAverage),
            entry("GlobalMaxPool", Pools::globalMax),
            entry("MaxPool", Pools::max),
            entry("Resize", Resizing::resize),
            entry("Upsample", Resizing::upsample),
            // normalisation
            entry("BatchNormalization", Normalizations::batch),
            entry("LayerNormalization", Normalizations::layer),
            entry("LogSoftmax", Normalizations::logSoftmax),
            entry("Softmax", Normalizations::softmax),
            // shapes
            entry("Cast", Cast::plan),
            entry("ConstantOfShape", Shaping::constantOfShape),
            entry("Dropout", Shaping::dropout),
            entry("Flatten", Shaping::flatten),
            entry("Identity", Shaping::identity),
            entry("Reshape", Shaping::reshape),
            entry("Shape", Shaping::shape),
            entry("Size", Shaping::size),
            entry("Squeeze", Shaping::squeeze),
            entry("Unsqueeze", Shaping::unsqueeze),
            // moving elements
            entry("Concat", Rearranging::concat),
            entry("Gather", Rearranging::gather),
            entry("Slice", Rearranging::slice),
            entry("Split", Rearranging::split),
            entry("Tile", Rearranging::tile),
            entry("Transpose", Rearranging::transpose),
            // attention and recurrent layers
            entry("Attention", Attentions::attention),
            entry("GRU", new Recurrence(RecurrentCell.GRU)),
            entry("LSTM", new Recurrence(RecurrentCell.LSTM)),
            entry("RNN", new Recurrence(RecurrentCell.RNN)),
            // quantisation
            entry("ConvInteger", ByteConvolution::integers),
            entry("DequantizeLinear", Quantizing::dequantize),
            entry("DynamicQuantizeLinear", Quantizing::dynamic),
            entry("MatMulInteger", ByteProducts::integers),
            entry("QLinearConv", ByteConvolution::quantized),
            entry("QLinearMatMul", ByteProducts::quantized),
            entry("QuantizeLinear", Quantizing::quantize));

    /** What ONNX Runtime's tools write beside, domain com.microsoft. */
    private static final Map<String, Operator> MICROSOFT = Map.ofEntries(
            entry("BiasGelu", Fused::biasGelu),
            entry("DequantizeLinear", Quantizing::dequantize),
            entry("DynamicQuantizeMatMul", ByteProducts::dynamic),
            entry("FastGelu", Fused::fastGelu),
            entry("FusedMatMul", Fused::matMul),
            entry("Gelu", new Unary(Activation.GELU_ERF)),
            entry("MatMulIntegerToFloat", ByteProducts::integersToFloats),
            entry("MultiHeadAttention", Fused::multiHeadAttention),
            entry("QGemm", ByteProducts::gemm),
            entry("QLinearAdd", ByteFunctions.binary("Add")),
            entry("QLinearAveragePool", ByteFunctions.unary("AveragePool")),
            entry("QLinearConcat", ByteFunctions::concat),
            entry("QLinearGlobalAveragePool", ByteFunctions.unary("GlobalAveragePool")),
            entry("QLinearLeakyRelu", ByteFunctions.unary("LeakyRelu")),
            entry("QLinearMul", ByteFunctions.binary("Mul")),
            entry("QLinearSigmoid", ByteFunctions.unary("Sigmoid")),
            entry("QLinearSoftmax", ByteFunctions.unary("Softmax")),
            entry("QuantizeLinear", Quantizing::quantize),
            entry("SkipLayerNormalization", Fused::skipLayerNorm));

    private static final Set<String> CONTROL_FLOW = Set.of("If", "Loop", "Scan");

    private static final Map<String, Map<String, Operator>> DOMAINS = Map.of("", ONNX, Node.MICROSOFT, MICROSOFT);

    private Operators() {}

    /** What plans a node. */
    public static Operator of(Node node) {
        if (!has(node)) {
            throw new UnsupportedOperatorException(List.of(node.toString()));
        }
        return DOMAINS.get(node.domain()).get(node.operator());
    }

    /** Whether a node is run between plans, on graphs of its own. */
    public static boolean isControlFlow(Node node) {
        return node.domain().isEmpty() && CONTROL_FLOW.contains(node.operator());
    }

    /** Whether a node can be planned. */
    public static boolean has(Node node) {
        return DOMAINS.getOrDefault(node.domain(), Map.of()).containsKey(node.operator());
    }

    /**
     * Checks that every operator is supported, those of subgraphs included.
     *
     * @throws UnsupportedOperatorException if some are not: it lists them all
     */
    public static void requireAll(Graph graph) {
        List<String> missing = new ArrayList<>();
        collectMissing(graph, missing);
        if (!missing.isEmpty()) {
            throw new UnsupportedOperatorException(missing);
        }
    }

    private static void collectMissing(Graph graph, List<String> missing) {
        for (Node node : graph.nodes()) {
            if (!has(node) && !isControlFlow(node)) {
                missing.add(node.toString());
            }
            for (String name : node.attributes().names()) {
                if (node.attributes().value(name, Object.class) instanceof Graph subgraph) {
                    collectMissing(subgraph, missing);
                }
            }
        }
    }
}
