package dev.lanewise.jmh.peers;

import dev.lanewise.engine.RecurrentCell;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.jmh.Heads;
import dev.lanewise.jmh.Recurrence;
import java.util.List;

/** The bytes of an ONNX model with one node. Field numbers and constants are those of {@code onnx.proto}. */
final class OnnxModel {

    private static final int IR_VERSION = 8;
    private static final int OPSET = 14;
    private static final String OWN_DOMAIN = "com.microsoft";
    private static final int FLOAT = 1;
    private static final int UINT8 = 2;
    private static final int INT8 = 3;
    private static final int INT32 = 6;
    private static final int INTEGER_ATTRIBUTE = 2;
    private static final int INTEGERS_ATTRIBUTE = 7;

    private final ProtobufMessage graph = new ProtobufMessage();

    private OnnxModel(ProtobufMessage node) {
        graph.message(1, node).text(2, "graph");
    }

    /** {@code C = MatMul(A, B)}; with {@code constantB} B is a constant, otherwise a second input. */
    static byte[] matMul(NativeProduct product, boolean constantB) {
        OnnxModel model = new OnnxModel(node("MatMul", "C", List.of("A", "B")));
        model.input("A", FLOAT, product.m(), product.k());
        if (constantB) {
            model.constant("B", product.b(), product.k(), product.n());
        } else {
            model.input("B", FLOAT, product.k(), product.n());
        }
        return model.output("C", FLOAT, product.m(), product.n());
    }

    /** {@code C = MatMulInteger(A, B)} of U8 and S8 numbers; with {@code constantB} B is a constant, otherwise a second input. */
    static byte[] matMulInteger(Int8Product product, boolean constantB) {
        OnnxModel model = new OnnxModel(node("MatMulInteger", "C", List.of("A", "B")));
        model.input("A", UINT8, product.m(), product.k());
        if (constantB) {
            model.constant("B", INT8, product.b(), product.k(), product.n());
        } else {
            model.input("B", INT8, product.k(), product.n());
        }
        return model.output("C", INT32, product.m(), product.n());
    }

    /**
     * {@code Y = QLinearConv(X, …, W, …)} from U8 to U8 with constant S8 weights. With channels last it is ONNX Runtime's own
     * operator, whose weights lie as ever.
     */
    static byte[] qLinearConv(Int8Convolution convolution, boolean channelsLast) {
        ConvShape shape = convolution.shape();
        ProtobufMessage node = convNode(
                shape, "QLinearConv", List.of("X", "X_scale", "X_zero", "W", "W_scale", "W_zero", "Y_scale", "Y_zero"));
        if (channelsLast) {
            node.text(7, OWN_DOMAIN).message(5, attribute("channels_last", 1));
        }
        OnnxModel model = new OnnxModel(node);
        model.constant("X_scale", new float[] {Int8Convolution.INPUT_SCALE});
        model.constant("X_zero", UINT8, new byte[] {(byte) Int8Convolution.ZERO_POINT});
        model.constant("W_scale", new float[] {Int8Convolution.WEIGHT_SCALE});
        model.constant("W_zero", INT8, new byte[] {0});
        model.constant("Y_scale", new float[] {Int8Convolution.OUTPUT_SCALE});
        model.constant("Y_zero", UINT8, new byte[] {(byte) Int8Convolution.ZERO_POINT});
        model.constant(
                "W",
                INT8,
                convolution.weights(),
                shape.outChannels(),
                shape.groupInChannels(),
                shape.kernelHeight(),
                shape.kernelWidth());
        int c = shape.inChannels();
        int o = shape.outChannels();
        if (channelsLast) {
            model.input("X", UINT8, shape.batch(), shape.inHeight(), shape.inWidth(), c);
            return model.output("Y", UINT8, shape.batch(), shape.outHeight(), shape.outWidth(), o);
        }
        model.input("X", UINT8, shape.batch(), c, shape.inHeight(), shape.inWidth());
        return model.output("Y", UINT8, shape.batch(), o, shape.outHeight(), shape.outWidth());
    }

    /** {@code Y = Conv(X, W, B)} with constant weights and bias. */
    static byte[] conv(NativeConvolution convolution) {
        ConvShape shape = convolution.shape();
        OnnxModel model = new OnnxModel(convNode(shape, "Conv", List.of("X", "W", "B")));
        model.input("X", FLOAT, shape.batch(), shape.inChannels(), shape.inHeight(), shape.inWidth());
        model.constant(
                "W",
                convolution.weights(),
                shape.outChannels(),
                shape.groupInChannels(),
                shape.kernelHeight(),
                shape.kernelWidth());
        model.constant("B", convolution.bias(), shape.outChannels());
        return model.output("Y", FLOAT, shape.batch(), shape.outChannels(), shape.outHeight(), shape.outWidth());
    }

    /** An RNN, LSTM or GRU with constant weights and bias; only Y is asked for. */
    static byte[] recurrent(Recurrence of) {
        ProtobufMessage node = node(of.cell().name(), "Y", List.of("X", "W", "R", "B"))
                .message(5, attribute("hidden_size", of.hiddenSize()));
        if (of.cell() == RecurrentCell.GRU) {
            node.message(5, attribute("linear_before_reset", 1));
        }
        int rows = of.cell().gates() * of.hiddenSize();
        OnnxModel model = new OnnxModel(node);
        model.input("X", FLOAT, of.steps(), of.batch(), of.inputSize());
        model.constant("W", of.w(), 1, rows, of.inputSize());
        model.constant("R", of.r(), 1, rows, of.hiddenSize());
        model.constant("B", of.bias(), 1, 2 * rows);
        return model.output("Y", FLOAT, of.steps(), 1, of.batch(), of.hiddenSize());
    }

    /** ONNX Runtime's own operator, all heads of a token side by side. */
    static byte[] attention(Heads heads) {
        ProtobufMessage node = node("MultiHeadAttention", "Y", List.of("Q", "K", "V"))
                .text(7, OWN_DOMAIN)
                .message(5, attribute("num_heads", heads.heads()));
        OnnxModel model = new OnnxModel(node);
        int width = heads.heads() * heads.size();
        for (String input : List.of("Q", "K", "V")) {
            model.input(input, FLOAT, 1, heads.tokens(), width);
        }
        return model.output("Y", FLOAT, 1, heads.tokens(), width);
    }

    private static ProtobufMessage node(String operator, String output, List<String> inputs) {
        ProtobufMessage node = new ProtobufMessage();
        inputs.forEach(input -> node.text(1, input));
        return node.text(2, output).text(4, operator);
    }

    private static ProtobufMessage convNode(ConvShape shape, String operator, List<String> inputs) {
        return node(operator, "Y", inputs)
                .message(5, attribute("kernel_shape", shape.kernelHeight(), shape.kernelWidth()))
                .message(5, attribute("strides", shape.strideHeight(), shape.strideWidth()))
                .message(5, attribute("dilations", shape.dilationHeight(), shape.dilationWidth()))
                .message(5, attribute("pads", shape.padTop(), shape.padLeft(), shape.padBottom(), shape.padRight()))
                .message(5, attribute("group", shape.groups()));
    }

    private static ProtobufMessage attribute(String name, int value) {
        return new ProtobufMessage().text(1, name).integer(3, value).integer(20, INTEGER_ATTRIBUTE);
    }

    private static ProtobufMessage attribute(String name, int... values) {
        ProtobufMessage attribute = new ProtobufMessage().text(1, name);
        for (int value : values) {
            attribute.integer(8, value);
        }
        return attribute.integer(20, INTEGERS_ATTRIBUTE);
    }

    /** One number where there are no sizes. */
    private void constant(String name, float[] values, int... sizes) {
        graph.message(5, tensor(name, FLOAT, sizes).floats(9, values));
    }

    private void constant(String name, int type, byte[] values, int... sizes) {
        graph.message(5, tensor(name, type, sizes).bytes(9, values));
    }

    private static ProtobufMessage tensor(String name, int type, int... sizes) {
        ProtobufMessage tensor = new ProtobufMessage();
        for (int size : sizes) {
            tensor.integer(1, size);
        }
        return tensor.integer(2, type).text(8, name);
    }

    private void input(String name, int type, int... sizes) {
        graph.message(11, value(name, type, sizes));
    }

    private byte[] output(String name, int type, int... sizes) {
        graph.message(12, value(name, type, sizes));
        return new ProtobufMessage()
                .integer(1, IR_VERSION)
                .message(7, graph)
                .message(8, new ProtobufMessage().text(1, "").integer(2, OPSET))
                .message(8, new ProtobufMessage().text(1, OWN_DOMAIN).integer(2, 1))
                .toBytes();
    }

    private static ProtobufMessage value(String name, int type, int... sizes) {
        ProtobufMessage shape = new ProtobufMessage();
        for (int size : sizes) {
            shape.message(1, new ProtobufMessage().integer(1, size));
        }
        ProtobufMessage tensor = new ProtobufMessage().integer(1, type).message(2, shape);
        return new ProtobufMessage().text(1, name).message(2, new ProtobufMessage().message(1, tensor));
    }
}
