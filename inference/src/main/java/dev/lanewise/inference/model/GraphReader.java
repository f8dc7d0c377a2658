package dev.lanewise.inference.model;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.lanewise.inference.graph.Attributes;
import dev.lanewise.inference.graph.Constant;
import dev.lanewise.inference.graph.Graph;
import dev.lanewise.inference.graph.GraphOrder;
import dev.lanewise.inference.graph.Node;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns a graph of the model into ours, subgraphs included. */
final class GraphReader {
    private final TensorReader tensors;
    private final Map<String, Integer> opsets;

    GraphReader(TensorReader tensors, Map<String, Integer> opsets) {
        this.tensors = tensors;
        this.opsets = opsets;
    }

    /** ONNX's own domain has two names. */
    static String domain(String domain) {
        return domain.equals("ai.onnx") ? "" : domain;
    }

    Graph read(GraphProto proto) {
        return read(proto, Set.of());
    }

    private Graph read(GraphProto proto, Set<String> outer) {
        if (proto.getSparseInitializerCount() > 0) {
            throw new ModelException(
                    "sparse initialisers are not supported; the graph has " + proto.getSparseInitializerCount());
        }
        Map<String, Constant> constants = new HashMap<>();
        for (TensorProto tensor : proto.getInitializerList()) {
            Constant constant = tensors.read(tensor, tensor.getName());
            if (constants.put(tensor.getName(), constant) != null) {
                throw new ModelException("there are two tensors '" + tensor.getName() + "'");
            }
        }
        List<TensorInfo> inputs = new ArrayList<>();
        for (ValueInfoProto input : proto.getInputList()) {
            // before version 4 of the format, initialisers were listed as inputs too
            if (!constants.containsKey(input.getName())) {
                inputs.add(info(input, "input"));
            }
        }
        requireDistinct(inputs, "inputs");
        for (TensorInfo input : inputs) {
            if (input.type() == null && outer.isEmpty()) {
                throw new ModelException("input '" + input.name() + "' has no type");
            }
        }
        Set<String> known = new HashSet<>(outer);
        inputs.forEach(input -> known.add(input.name()));
        known.addAll(constants.keySet());
        Set<String> made = new HashSet<>(known);
        proto.getNodeList().forEach(node -> made.addAll(node.getOutputList()));
        List<Node> nodes = new ArrayList<>();
        for (NodeProto node : proto.getNodeList()) {
            Node read = node(node, nodes.size(), made);
            if (read.is("Constant")) {
                if (read.outputs().size() != 1 || !known.add(read.output())) {
                    throw new ModelException(read + " must have one output, which nothing else makes");
                }
                constants.put(read.output(), constant(read));
            } else {
                nodes.add(read);
            }
        }
        List<TensorInfo> outputs = new ArrayList<>();
        for (ValueInfoProto output : proto.getOutputList()) {
            if (!made.contains(output.getName())) {
                throw new ModelException("output '" + output.getName() + "' is made by no node");
            }
            outputs.add(info(output, "output"));
        }
        requireDistinct(outputs, "outputs");
        return new Graph(inputs, outputs, constants, GraphOrder.sort(nodes, known));
    }

    private static void requireDistinct(List<TensorInfo> infos, String role) {
        Set<String> names = new HashSet<>();
        for (TensorInfo info : infos) {
            if (!names.add(info.name())) {
                throw new ModelException("there are two " + role + " '" + info.name() + "'");
            }
        }
    }

    private static Constant constant(Node node) {
        try {
            return node.attributes().constant();
        } catch (ModelException e) {
            throw new ModelException(node + ": " + e.getMessage(), e);
        }
    }

    private Node node(NodeProto proto, int position, Set<String> known) {
        String domain = domain(proto.getDomain());
        String name = proto.getName().isEmpty() ? "#" + position : proto.getName();
        Map<String, Object> attributes = new HashMap<>();
        for (AttributeProto attribute : proto.getAttributeList()) {
            try {
                attributes.put(attribute.getName(), value(attribute, known));
            } catch (ModelException e) {
                throw new ModelException(
                        proto.getOpType() + " '" + name + "', attribute " + attribute.getName() + ": " + e.getMessage(),
                        e);
            }
        }
        return new Node(
                name,
                proto.getOpType(),
                domain,
                opsets.getOrDefault(domain, 0),
                proto.getInputList(),
                proto.getOutputList(),
                new Attributes(attributes));
    }

    private Object value(AttributeProto attribute, Set<String> known) {
        return switch (attribute.getType()) {
            case INT -> attribute.getI();
            case FLOAT -> attribute.getF();
            case STRING -> attribute.getS().toStringUtf8();
            case INTS ->
                attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
            case FLOATS -> floats(attribute);
            case STRINGS ->
                attribute.getStringsList().stream()
                        .map(text -> text.toStringUtf8())
                        .toArray(String[]::new);
            case TENSOR -> tensors.read(attribute.getT(), attribute.getName());
            case GRAPH -> read(attribute.getG(), known);
            default -> throw new ModelException("attributes of type " + attribute.getType() + " are not supported");
        };
    }

    private static float[] floats(AttributeProto attribute) {
        float[] floats = new float[attribute.getFloatsCount()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = attribute.getFloats(i);
        }
        return floats;
    }

    private static TensorInfo info(ValueInfoProto proto, String role) {
        TypeProto type = proto.getType();
        if (type.hasSequenceType() || type.hasMapType() || type.hasOptionalType() || type.hasSparseTensorType()) {
            throw new ModelException(role + " '" + proto.getName() + "' is no tensor; only tensors are supported");
        }
        ElementType element;
        try {
            element = type.hasTensorType() && type.getTensorType().getElemType() != 0
                    ? ElementType.ofOnnx(type.getTensorType().getElemType())
                    : null;
        } catch (ModelException e) {
            throw new ModelException(role + " '" + proto.getName() + "': " + e.getMessage(), e);
        }
        if (!type.getTensorType().hasShape()) {
            return new TensorInfo(proto.getName(), element, null, null);
        }
        List<Dimension> dimensions = type.getTensorType().getShape().getDimList();
        return new TensorInfo(
                proto.getName(),
                element,
                dimensions.stream()
                        .mapToLong(size -> size.hasDimValue() ? size.getDimValue() : -1)
                        .toArray(),
                dimensions.stream().map(Dimension::getDimParam).toList());
    }
}
