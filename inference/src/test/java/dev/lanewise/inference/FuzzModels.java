package dev.lanewise.inference;

import static dev.lanewise.inference.SmallModels.floats;
import static dev.lanewise.inference.SmallModels.longs;
import static dev.lanewise.inference.SmallModels.node;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.List;

/** Small models that have something of every kind of operator: what the fuzzer damages. */
final class FuzzModels {
    private static final List<ModelProto> ALL = List.of(images(), sentences(), loops());

    private FuzzModels() {}

    static List<ModelProto> all() {
        return ALL;
    }

    /** Of the input x of every model. */
    static long[] shape() {
        return new long[] {1, 3, 8, 8};
    }

    private static ModelProto model(GraphProto.Builder graph) {
        graph.addInput(SmallModels.value("x", 1, 3, 8, 8))
                .addOutput(ValueInfoProto.newBuilder().setName("y"));
        try {
            return ModelProto.parseFrom(SmallModels.model(graph));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static NodeProto with(NodeProto node, AttributeProto.Builder... attributes) {
        NodeProto.Builder more = node.toBuilder();
        Arrays.stream(attributes).forEach(more::addAttribute);
        return more.build();
    }

    private static AttributeProto.Builder ints(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        Arrays.stream(values).forEach(attribute::addInts);
        return attribute;
    }

    private static AttributeProto.Builder integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value);
    }

    /** Convolutions, pooling, resizing, a classifier. */
    private static ModelProto images() {
        return model(GraphProto.newBuilder()
                .addInitializer(floats("w", 4, 3, 3, 3))
                .addInitializer(floats("b", 4))
                .addInitializer(floats("d", 4, 1, 3, 3))
                .addInitializer(floats("t", 4, 2, 2, 2))
                .addInitializer(floats("scales", 4))
                .addInitializer(longs("sizes", 1, 2, 6, 6))
                .addInitializer(longs("pads", 0, 0, 1, 1, 0, 0, 1, 1))
                .addInitializer(longs("flat", 1, -1))
                .addInitializer(floats("fc", 128, 5))
                .addNode(with(node("Conv", "c", "x", "w", "b"), ints("pads", 1, 1, 1, 1), ints("strides", 1, 1)))
                .addNode(node("Relu", "r", "c"))
                .addNode(with(node("Conv", "e", "r", "d"), integer("group", 4), ints("dilations", 1, 1)))
                .addNode(with(node("MaxPool", "p", "e"), ints("kernel_shape", 2, 2), ints("strides", 2, 2)))
                .addNode(with(node("ConvTranspose", "u", "p", "t"), ints("strides", 2, 2)))
                .addNode(node("Resize", "z", "u", "", "", "sizes"))
                .addNode(node("Pad", "q", "z", "pads"))
                .addNode(node("Reshape", "f", "q", "flat"))
                .addNode(node("Gemm", "g", "f", "fc"))
                .addNode(with(node("Softmax", "y", "g"), integer("axis", -1))));
    }

    /** Products, attention, arithmetic on shapes, gathering. */
    private static ModelProto sentences() {
        TensorProto one = longs("one", 1);
        return model(GraphProto.newBuilder()
                .addInitializer(one)
                .addInitializer(longs("zero", 0))
                .addInitializer(longs("minus", -1))
                .addInitializer(longs("two", 2))
                .addInitializer(longs("last", 4))
                .addInitializer(floats("w", 8, 8))
                .addInitializer(longs("ids", 2, 0, 1))
                .addInitializer(longs("filled", 3, 8))
                .addInitializer(longs("repeats", 1, 2, 1, 1))
                .addNode(node("Shape", "s", "x"))
                .addNode(with(node("Gather", "n", "s", "one"), integer("axis", 0)))
                .addNode(with(node("Concat", "to", "n", "one", "minus", "last"), integer("axis", 0)))
                .addNode(node("Reshape", "a", "x", "to"))
                .addNode(node("Reshape", "r", "a", "s"))
                .addNode(node("MatMul", "m", "r", "w"))
                .addNode(with(node("Transpose", "k", "m"), ints("perm", 0, 1, 3, 2)))
                .addNode(node("MatMul", "scores", "m", "k"))
                .addNode(with(node("Softmax", "soft", "scores"), integer("axis", 3)))
                .addNode(node("MatMul", "values", "soft", "m"))
                .addNode(node("Gather", "g", "w", "ids"))
                .addNode(node("ConstantOfShape", "c", "filled"))
                .addNode(node("Add", "h", "g", "c"))
                .addNode(node("Slice", "l", "values", "zero", "two", "one"))
                .addNode(node("Tile", "tiled", "l", "repeats"))
                .addNode(node("Slice", "three", "tiled", "zero", "two", "two"))
                .addNode(node("MatMul", "v", "three", "w"))
                .addNode(node("ReduceMean", "mean", "v"))
                .addNode(node("Add", "y", "mean", "h")));
    }

    /** Quantised numbers, choices and loops. */
    private static ModelProto loops() {
        GraphProto.Builder body = GraphProto.newBuilder()
                .addInput(SmallModels.value("i"))
                .addInput(SmallModels.value("going"))
                .addInput(SmallModels.value("state", 1, 3, 8, 8))
                .addNode(node("Identity", "still", "going"))
                .addNode(node("Exp", "e", "state"))
                .addNode(node("Softplus", "next", "state"))
                .addOutput(ValueInfoProto.newBuilder().setName("still"))
                .addOutput(ValueInfoProto.newBuilder().setName("next"));
        GraphProto.Builder loop = GraphProto.newBuilder();
        loop.addInitializer(longs("trips", 3))
                .addInitializer(floats("scale", 1).toBuilder().setFloatData(0, 0.1f))
                .addInitializer(TensorProto.newBuilder()
                        .setName("zero")
                        .setDataType(2)
                        .addDims(1)
                        .addInt32Data(3))
                .addNode(node("QuantizeLinear", "q", "x", "scale", "zero"))
                .addNode(node("DequantizeLinear", "d", "q", "scale", "zero"))
                .addNode(with(
                        node("Loop", "l", "trips", "", "d"),
                        AttributeProto.newBuilder()
                                .setName("body")
                                .setType(AttributeType.GRAPH)
                                .setG(body)))
                .addNode(node("Neg", "y", "l"));
        return model(loop);
    }
}
