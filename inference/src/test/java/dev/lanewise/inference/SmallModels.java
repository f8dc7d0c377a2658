package dev.lanewise.inference;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Arrays;

/** Makes small models. */
@SuppressWarnings("exports") // tests see the schema of ONNX, users do not
public final class SmallModels {
    private SmallModels() {}

    /** A tensor of floats; a size below 0 is open. */
    public static ValueInfoProto value(String name, long... shape) {
        TensorShapeProto.Builder sizes = TensorShapeProto.newBuilder();
        for (long size : shape) {
            sizes.addDim(
                    size < 0
                            ? Dimension.newBuilder().setDimParam("n")
                            : Dimension.newBuilder().setDimValue(size));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(1).setShape(sizes)))
                .build();
    }

    /** A node named after its operator and output. */
    public static NodeProto node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setName(operator + "_" + output)
                .setOpType(operator)
                .addAllInput(Arrays.asList(inputs))
                .addOutput(output)
                .build();
    }

    /** From x to y, of two columns and any number of rows. */
    public static GraphProto.Builder graph(NodeProto... nodes) {
        return GraphProto.newBuilder()
                .addInput(value("x", -1, 2))
                .addOutput(value("y", -1, 2))
                .addAllNode(Arrays.asList(nodes));
    }

    /** A model of operators of version 17. */
    public static byte[] model(GraphProto.Builder graph) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    /** A vector of whole numbers. */
    public static TensorProto longs(String name, long... values) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(7).addDims(values.length);
        Arrays.stream(values).forEach(tensor::addInt64Data);
        return tensor.build();
    }

    /** A tensor of small floats. */
    public static TensorProto floats(String name, long... sizes) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(1);
        long elements = 1;
        for (long size : sizes) {
            tensor.addDims(size);
            elements *= size;
        }
        for (int i = 0; i < elements; i++) {
            tensor.addFloatData(i % 7 * 0.25f - 0.5f);
        }
        return tensor.build();
    }
}
