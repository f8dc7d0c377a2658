package dev.lanewise.inference;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.lanewise.inference.tensor.ElementType;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Writes small models, and graphs within them. */
final class ModelBuilder {
    static final String MICROSOFT = "com.microsoft";

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("graph");
    private final Random random = new Random(11);

    private static ValueInfoProto info(String name, ElementType type, long... shape) {
        TensorShapeProto.Builder sizes = TensorShapeProto.newBuilder();
        for (long size : shape) {
            sizes.addDim(
                    size < 0 ? Dimension.newBuilder() : Dimension.newBuilder().setDimValue(size));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.onnx())
                                .setShape(sizes)))
                .build();
    }

    /** An input; -1 is any size. */
    ModelBuilder input(String name, ElementType type, long... shape) {
        graph.addInput(info(name, type, shape));
        return this;
    }

    /** An output; -1 is any size. */
    ModelBuilder output(String name, ElementType type, long... shape) {
        graph.addOutput(info(name, type, shape));
        return this;
    }

    private ModelBuilder constant(TensorProto.Builder tensor, String name, ElementType type, long... shape) {
        tensor.setName(name).setDataType(type.onnx());
        Arrays.stream(shape).forEach(tensor::addDims);
        graph.addInitializer(tensor);
        return this;
    }

    /** Numbers; a shape of nothing is one number without dimensions. */
    ModelBuilder floats(String name, long[] shape, float... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder();
        for (float value : values) {
            tensor.addFloatData(value);
        }
        return constant(tensor, name, ElementType.FLOAT, shape);
    }

    /** One number. */
    ModelBuilder number(String name, float value) {
        return floats(name, new long[0], value);
    }

    /** Random numbers of the normal distribution, times a factor. */
    ModelBuilder random(String name, float factor, long... shape) {
        float[] values = new float[count(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = factor * (float) random.nextGaussian();
        }
        return floats(name, shape, values);
    }

    /** Integers. */
    ModelBuilder integers(String name, ElementType type, long[] shape, long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder();
        for (long value : values) {
            if (type == ElementType.INT64) {
                tensor.addInt64Data(value);
            } else {
                tensor.addInt32Data((int) value);
            }
        }
        return constant(tensor, name, type, shape);
    }

    /** Random bytes of the whole range. */
    ModelBuilder bytes(String name, ElementType type, long... shape) {
        byte[] values = new byte[count(shape)];
        random.nextBytes(values);
        return constant(TensorProto.newBuilder().setRawData(ByteString.copyFrom(values)), name, type, shape);
    }

    private static int count(long... shape) {
        return (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    /** A node; inputs and outputs are separated by commas. */
    ModelBuilder node(String operator, String inputs, String outputs, AttributeProto... attributes) {
        return node("", operator, inputs, outputs, attributes);
    }

    /** A node of another domain. */
    ModelBuilder node(String domain, String operator, String inputs, String outputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setDomain(domain)
                .setName(operator + graph.getNodeCount())
                .setOpType(operator)
                .addAllInput(List.of(inputs.split(",", -1)))
                .addAllOutput(List.of(outputs.split(",", -1)))
                .addAllAttribute(Arrays.asList(attributes)));
        return this;
    }

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto number(String name, double value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setF((float) value)
                .build();
    }

    static AttributeProto integers(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        Arrays.stream(values).forEach(attribute::addInts);
        return attribute.build();
    }

    static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto texts(String name, String... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeType.STRINGS);
        Arrays.stream(values).map(ByteString::copyFromUtf8).forEach(attribute::addStrings);
        return attribute.build();
    }

    /** This graph as a node's attribute. */
    AttributeProto subgraph(String name) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.GRAPH)
                .setG(graph)
                .build();
    }

    /** The model's bytes. */
    byte[] build(int opset) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(MICROSOFT).setVersion(1))
                .setGraph(graph)
                .build()
                .toByteArray();
    }
}
