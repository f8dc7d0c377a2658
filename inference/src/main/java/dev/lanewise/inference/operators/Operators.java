package dev.lanewise.inference.operators;

import static java.util.Map.entry;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.BinaryOperation;
import dev.lanewise.engine.RecurrentCell;
import dev.lanewise.engine.Reduction;
import dev.lanewise.inference.graph.Graph;
import dev.lanewise.inference.graph.Node;
import dev.lanewise.inference.tensor.UnsupportedOperatorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The operators that are supported: a line for each. */
public final class Operators {
    private static final Map<String, Operator> ONNX = Map.ofEntries(
            // functions of one element
            entry("Abs", new Unary(Activation.ABS, Math::abs, Math::abs)),
            entry("Acos", new Unary(Math::acos)),
            entry("Acosh", new Unary(x -> Math.log(x + Math.sqrt(x * x - 1)))),
            entry("Asin", new Unary(Math::asin)),
            entry("Asinh", new Unary(x -> Math.signum(x) * Math.log(Math.abs(x) + Math.sqrt(x * x + 1)))),
            entry("Atan", new Unary(Math::atan)),
            entry("Atanh", new Unary(x -> 0.5 * (Math.log1p(x) - Math.log1p(-x)))),
            entry("BitwiseNot", new Unary(null, null, x -> ~x)),
            entry("Ceil", new Unary(Activation.CEIL, Math::ceil)),
            entry("Celu", Unary::celu),
            entry("Clip", Unary::clip),
            entry("Cos", new Unary(Activation.COS, Math::cos)),
            entry("Cosh", new Unary(Math::cosh)),
            entry("Elu", Unary::parametrised),
            entry("Erf", new Unary(Activation.ERF)),
            entry("Exp", new Unary(Activation.EXP, Math::exp)),
            entry("Floor", new Unary(Activation.FLOOR, Math::floor)),
            entry("Gelu", Unary::parametrised),
            entry("HardSigmoid", Unary::hardSigmoid),
            entry("HardSwish", Unary::parametrised),
            entry("IsInf", Unary::isInfinite),
            entry("IsNaN", Unary.test(Double::isNaN)),
            entry("LeakyRelu", Unary::parametrised),
            entry("Log", new Unary(Activation.LOG, Math::log)),
            entry("Mish", new Unary(Activation.MISH)),
            entry("Neg", new Unary(Activation.NEG, x -> -x, x -> -x)),
            entry("Not", new Unary(null, null, x -> 1 - x)),
            entry("Reciprocal", Unary::reciprocal),
            entry("Relu", new Unary(Activation.RELU, x -> Math.max(0, x), x -> Math.max(0, x))),
            entry("Round", new Unary(Activation.ROUND, Math::rint)),
            entry("Selu", Unary::selu),
            entry("Shrink", Unary::shrink),
            entry("Sigmoid", new Unary(Activation.SIGMOID, x -> 1 / (1 + Math.exp(-x)))),
            entry("Sign", new Unary(null, Math::signum, Long::signum)),
            entry("Sin", new Unary(Activation.SIN, Math::sin)),
            entry("Sinh", new Unary(Math::sinh)),
            entry("Softplus", new Unary(Activation.SOFTPLUS)),
            entry("Softsign", new Unary(Activation.SOFTSIGN)),
            entry("Sqrt", new Unary(Activation.SQRT, Math::sqrt)),
            entry("Swish", Unary::parametrised),
            entry("Tan", new Unary(Math::tan)),
            entry("Tanh", new Unary(Activation.TANH, Math::tanh)),
            entry("ThresholdedRelu", Unary::thresholdedRelu),
            // functions of two elements
            entry("Add", new Binary(BinaryOperation.ADD, ElementOperation.ADD)),
            entry("And", new Binary(ElementOperation.AND)),
            entry("BitShift", Binary::shift),
            entry("BitwiseAnd", new Binary(ElementOperation.AND)),
            entry("BitwiseOr", new Binary(ElementOperation.OR)),
            entry("BitwiseXor", new Binary(ElementOperation.XOR)),
            entry("Div", new Binary(BinaryOperation.DIVIDE, ElementOperation.DIVIDE)),
            entry("Equal", new Binary(BinaryOperation.EQUAL, ElementOperation.EQUAL)),
            entry("Greater", new Binary(BinaryOperation.GREATER, ElementOperation.GREATER)),
            entry("GreaterOrEqual", new Binary(BinaryOperation.GREATER_OR_EQUAL, ElementOperation.GREATER_OR_EQUAL)),
            entry("Less", new Binary(BinaryOperation.LESS, ElementOperation.LESS)),
            entry("LessOrEqual", new Binary(BinaryOperation.LESS_OR_EQUAL, ElementOperation.LESS_OR_EQUAL)),
            entry("Mod", Binary::modulo),
            entry("Mul", new Binary(BinaryOperation.MULTIPLY, ElementOperation.MULTIPLY)),
            entry("Or", new Binary(ElementOperation.OR)),
            entry("PRelu", Binary::prelu),
            entry("Pow", Binary::power),
            entry("Sub", new Binary(BinaryOperation.SUBTRACT, ElementOperation.SUBTRACT)),
            entry("Xor", new Binary(ElementOperation.XOR)),
            // functions of any number of elements
            entry("Max", Variadic.of(BinaryOperation.MAX, ElementOperation.MAX)),
            entry("Mean", Variadic.mean()),
            entry("Min", Variadic.of(BinaryOperation.MIN, ElementOperation.MIN)),
            entry("Sum", Variadic.of(BinaryOperation.ADD, ElementOperation.ADD)),
            // reductions
            entry("ArgMax", Searching::argMax),
            entry("ArgMin", Searching::argMin),
            entry("CumSum", Selecting::cumulativeSum),
            entry("NegativeLogLikelihoodLoss", Losses::negativeLogLikelihood),
            entry("ReduceL1", new Reduce(Reduction.L1)),
            entry("ReduceL2", new Reduce(Reduction.L2)),
            entry("ReduceLogSum", new Reduce(Reduction.LOG_SUM)),
            entry("ReduceLogSumExp", new Reduce(Reduction.LOG_SUM_EXP)),
            entry("ReduceMax", new Reduce(Reduction.MAX)),
            entry("ReduceMean", new Reduce(Reduction.MEAN)),
            entry("ReduceMin", new Reduce(Reduction.MIN)),
            entry("ReduceProd", new Reduce(Reduction.PRODUCT)),
            entry("ReduceSum", new Reduce(Reduction.SUM)),
            entry("ReduceSumSquare", new Reduce(Reduction.SUM_OF_SQUARES)),
            entry("SoftmaxCrossEntropyLoss", Losses::crossEntropy),
            entry("TopK", Searching::topK),
            // convolutions and products
            entry("Conv", Convolution::plan),
            entry("ConvTranspose", TransposedConvolution::plan),
            entry("Det", Detection::determinant),
            entry("Einsum", Einsum::plan),
            entry("Gemm", Gemm::plan),
            entry("MatMul", MatMul::plan),
            // pooling
            entry("AveragePool", Pools::average),
            entry("GlobalAveragePool", Pools::globalAverage),
            entry("GlobalMaxPool", Pools::globalMax),
            entry("GlobalLpPool", PlainPools::globalNorm),
            entry("GridSample", GridSample::plan),
            entry("LpPool", PlainPools::norm),
            entry("MaxPool", Pools::max),
            entry("MaxUnpool", PlainPools::unpool),
            entry("NonMaxSuppression", Detection::nonMaxSuppression),
            entry("Resize", Resizing::resize),
            entry("Upsample", Resizing::upsample),
            // normalisation
            entry("BatchNormalization", Normalizations::batch),
            entry("GroupNormalization", ChannelNorms::group),
            entry("Hardmax", Searching::hardmax),
            entry("InstanceNormalization", ChannelNorms::instance),
            entry("LRN", ChannelNorms::localResponse),
            entry("LayerNormalization", Normalizations::layer),
            entry("LpNormalization", ChannelNorms::norm),
            entry("MeanVarianceNormalization", ChannelNorms::meanVariance),
            entry("RMSNormalization", ChannelNorms::rootMeanSquare),
            entry("LogSoftmax", Normalizations::logSoftmax),
            entry("Softmax", Normalizations::softmax),
            // shapes
            entry("Cast", Cast::plan),
            entry("CastLike", Cast::like),
            entry("ConstantOfShape", Shaping::constantOfShape),
            entry("Dropout", Shaping::dropout),
            entry("EyeLike", Selecting::eye),
            entry("Flatten", Shaping::flatten),
            entry("Identity", Shaping::identity),
            entry("Range", Selecting::range),
            entry("Reshape", Shaping::reshape),
            entry("Shape", Shaping::shape),
            entry("Size", Shaping::size),
            entry("Squeeze", Shaping::squeeze),
            entry("Unsqueeze", Shaping::unsqueeze),
            // moving elements
            entry("Compress", Selecting::compress),
            entry("Concat", Rearranging::concat),
            entry("DepthToSpace", Rearranging::depthToSpace),
            entry("Expand", Rearranging::expand),
            entry("Gather", Rearranging::gather),
            entry("GatherElements", Indexing::gatherElements),
            entry("GatherND", Indexing::gatherSlices),
            entry("NonZero", Searching::nonZero),
            entry("OneHot", Indexing::oneHot),
            entry("Pad", Rearranging::pad),
            entry("ReverseSequence", Selecting::reverseSequence),
            entry("Scatter", Indexing::scatterElements),
            entry("ScatterElements", Indexing::scatterElements),
            entry("ScatterND", Indexing::scatterSlices),
            entry("Slice", Rearranging::slice),
            entry("SpaceToDepth", Rearranging::spaceToDepth),
            entry("Split", Rearranging::split),
            entry("Tile", Rearranging::tile),
            entry("Transpose", Rearranging::transpose),
            entry("Trilu", Selecting::triangle),
            entry("Unique", Searching::unique),
            entry("Where", Selecting::where),
            // attention and recurrent layers
            entry("Attention", Attentions::attention),
            entry("GRU", new Recurrence(RecurrentCell.GRU)),
            entry("LSTM", new Recurrence(RecurrentCell.LSTM)),
            entry("RNN", new Recurrence(RecurrentCell.RNN)),
            entry("RotaryEmbedding", Rotation::onnx),
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
            entry("Attention", FusedAttention::attention),
            entry("BiasGelu", Fused::biasGelu),
            entry("DequantizeLinear", Quantizing::dequantize),
            entry("DynamicQuantizeMatMul", ByteProducts::dynamic),
            entry("EmbedLayerNormalization", Fused::embedLayerNorm),
            entry("FastGelu", Fused::fastGelu),
            entry("FusedMatMul", Fused::matMul),
            entry("Gelu", new Unary(Activation.GELU_ERF)),
            entry("MatMulIntegerToFloat", ByteProducts::integersToFloats),
            entry("MultiHeadAttention", FusedAttention::multiHeadAttention),
            entry("QGemm", ByteProducts::gemm),
            entry("QLinearAdd", ByteFunctions.binary(BinaryOperation.ADD)),
            entry("QLinearAveragePool", ByteFunctions.unary("AveragePool")),
            entry("QLinearConcat", ByteFunctions::concat),
            entry("QLinearGlobalAveragePool", ByteFunctions.unary("GlobalAveragePool")),
            entry("QLinearLeakyRelu", ByteFunctions.unary("LeakyRelu")),
            entry("QLinearMul", ByteFunctions.binary(BinaryOperation.MULTIPLY)),
            entry("QLinearSigmoid", ByteFunctions.unary("Sigmoid")),
            entry("QLinearSoftmax", ByteFunctions.unary("Softmax")),
            entry("QuantizeLinear", Quantizing::quantize),
            entry("RotaryEmbedding", Rotation::microsoft),
            entry("SkipLayerNormalization", Fused::skipLayerNorm),
            entry("SkipSimplifiedLayerNormalization", Fused::skipRootMeanSquare));

    /** From this version on operators mean what they do now, up to attributes that became inputs. */
    private static final int OLDEST = 6;

    /** Those that have meant so from the first version on. */
    private static final Set<String> AS_EVER =
            Set.of("GlobalAveragePool", "GlobalMaxPool", "Not", "Softplus", "Softsign");

    private static final Set<String> CONTROL_FLOW = Set.of("If", "Loop", "Scan");

    private static final Map<String, Map<String, Operator>> DOMAINS = Map.of("", ONNX, Node.MICROSOFT, MICROSOFT);

    private Operators() {}

    /** Names of ONNX's own operators that are supported, those that run graphs of their own included. */
    public static Set<String> names() {
        Set<String> names = new TreeSet<>(ONNX.keySet());
        names.addAll(CONTROL_FLOW);
        return names;
    }

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
        boolean old = node.domain().isEmpty() && node.version() < OLDEST && !AS_EVER.contains(node.operator());
        return !old && DOMAINS.getOrDefault(node.domain(), Map.of()).containsKey(node.operator());
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
