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
    private static final int INTEGER_ATTRIBUTE = 2;
    private static final int INTEGERS_ATTRIBUTE = 7;

    private final ProtobufMessage graph = new ProtobufMessage();

    private OnnxModel(ProtobufMessage node) {
        graph.message(1, node).text(2, "graph");
    }

    /** {@code C = MatMul(A, B)}; with {@code constantB} B is a constant, otherwise a second input. */
    static byte[] matMul(NativeProduct product, boolean constantB) {
        OnnxModel model = new OnnxModel(node("MatMul", "C", List.of("A", "B")));
        model.input("A", product.m(), product.k());
        if (constantB) {
            model.constant("B", product.b(), product.k(), product.n());
        } else {
            model.input("B", product.k(), product.n());
        }
        return model.output("C", product.m(), product.n());
    }

    /** {@code Y = Conv(X, W, B)} with constant weights and bias. */
    static byte[] conv(NativeConvolution convolution) {
        ConvShape shape = convolution.shape();
        ProtobufMessage node = node("Conv", "Y", List.of("X", "W", "B"))
                .message(5, attribute("kernel_shape", shape.kernelHeight(), shape.kernelWidth()))
                .message(5, attribute("strides", shape.strideHeight(), shape.strideWidth()))
                .message(5, attribute("dilations", shape.dilationHeight(), shape.dilationWidth()))
                .message(5, attribute("pads", shape.padTop(), shape.padLeft(), shape.padBottom(), shape.padRight()))
                .message(5, attribute("group", shape.groups()));
        OnnxModel model = new OnnxModel(node);
        model.input("X", shape.batch(), shape.inChannels(), shape.inHeight(), shape.inWidth());
        model.constant(
                "W",
                convolution.weights(),
                shape.outChannels(),
                shape.groupInChannels(),
                shape.kernelHeight(),
                shape.kernelWidth());
        model.constant("B", convolution.bias(), shape.outChannels());
        return model.output("Y", shape.batch(), shape.outChannels(), shape.outHeight(), shape.outWidth());
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
        model.input("X", of.steps(), of.batch(), of.inputSize());
        model.constant("W", of.w(), 1, rows, of.inputSize());
        model.constant("R", of.r(), 1, rows, of.hiddenSize());
        model.constant("B", of.bias(), 1, 2 * rows);
        return model.output("Y", of.steps(), 1, of.batch(), of.hiddenSize());
    }

    /** ONNX Runtime's own operator, all heads of a token side by side. */
    static byte[] attention(Heads heads) {
        ProtobufMessage node = node("MultiHeadAttention", "Y", List.of("Q", "K", "V"))
                .text(7, OWN_DOMAIN)
                .message(5, attribute("num_heads", heads.heads()));
        OnnxModel model = new OnnxModel(node);
        int width = heads.heads() * heads.size();
        for (String input : List.of("Q", "K", "V")) {
            model.input(input, 1, heads.tokens(), width);
        }
        return model.output("Y", 1, heads.tokens(), width);
    }

    private static ProtobufMessage node(String operator, String output, List<String> inputs) {
        ProtobufMessage node = new ProtobufMessage();
        inputs.forEach(input -> node.text(1, input));
        return node.text(2, output).text(4, operator);
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

    private void constant(String name, float[] values, int... sizes) {
        ProtobufMessage tensor = new ProtobufMessage();
        for (int size : sizes) {
            tensor.integer(1, size);
        }
        graph.message(5, tensor.integer(2, FLOAT).text(8, name).floats(9, values));
    }

    private void input(String name, int... sizes) {
        graph.message(11, value(name, sizes));
    }

    private byte[] output(String name, int... sizes) {
        graph.message(12, value(name, sizes));
        return new ProtobufMessage()
                .integer(1, IR_VERSION)
                .message(7, graph)
                .message(8, new ProtobufMessage().text(1, "").integer(2, OPSET))
                .message(8, new ProtobufMessage().text(1, OWN_DOMAIN).integer(2, 1))
                .toBytes();
    }

    private static ProtobufMessage value(String name, int... sizes) {
        ProtobufMessage shape = new ProtobufMessage();
        for (int size : sizes) {
            shape.message(1, new ProtobufMessage().integer(1, size));
        }
        ProtobufMessage tensor = new ProtobufMessage().integer(1, FLOAT).message(2, shape);
        return new ProtobufMessage().text(1, name).message(2, new ProtobufMessage().message(1, tensor));
    }
}
