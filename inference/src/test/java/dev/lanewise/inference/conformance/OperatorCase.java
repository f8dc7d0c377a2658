package dev.lanewise.inference.conformance;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node with its inputs, from a line {@code operator | inputs | attributes | opset}; the last two may be missing. An input is a letter and
 * a shape of random elements, a list of constant integers in braces or numbers in angle brackets, or a dash where it is left out. Letters:
 * f floats of −2 to 2, p floats of 0 to 1, g floats of 1 to 2, d doubles, h halves, b truth values, u bytes, c signed bytes; i and l 32- and 64-bit
 * integers of 0 to 3. A star before the letter makes it a constant of the model; the number of outputs may follow the operator's name after
 * a colon.
 */
record OperatorCase(String line, ModelProto proto, Map<String, Tensor> inputs) {
    private static final int OPSET = 20;
    private static final Pattern RANDOM = Pattern.compile("(\\*?)([a-z])\\[([0-9,]*)]");

    static OperatorCase of(String line) {
        String[] parts = line.split("\\|", -1);
        String[] operator = parts[0].strip().split(":", -1);
        NodeProto.Builder node = NodeProto.newBuilder().setName("node").setOpType(operator[0]);
        GraphProto.Builder graph = GraphProto.newBuilder().setName("case");
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        Random random = new Random(line.hashCode());
        for (String input : parts[1].strip().split(" +", -1)) {
            String name = input.equals("-") ? "" : "x" + node.getInputCount();
            node.addInput(name);
            Matcher elements = RANDOM.matcher(input);
            if (elements.matches()) {
                Tensor tensor = tensor(elements.group(2).charAt(0), shape(elements.group(3)), random);
                if (elements.group(1).isEmpty()) {
                    inputs.put(name, tensor);
                    graph.addInput(info(name, tensor.type()));
                } else {
                    graph.addInitializer(constant(name, tensor));
                }
            } else if (!name.isEmpty()) {
                graph.addInitializer(constant(name, list(input)));
            }
        }
        int outputs = operator.length > 1 ? Integer.parseInt(operator[1]) : 1;
        for (int i = 0; i < outputs; i++) {
            node.addOutput("y" + i);
            graph.addOutput(ValueInfoProto.newBuilder().setName("y" + i));
        }
        if (parts.length > 2 && !parts[2].isBlank()) {
            for (String attribute : parts[2].strip().split(" +", -1)) {
                node.addAttribute(attribute(attribute));
            }
        }
        int opset = parts.length > 3 ? Integer.parseInt(parts[3].strip()) : OPSET;
        ModelProto model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph.addNode(node))
                .build();
        return new OperatorCase(line, model, inputs);
    }

    byte[] model() {
        return proto.toByteArray();
    }

    private static int[] shape(String sizes) {
        return sizes.isEmpty()
                ? new int[0]
                : Arrays.stream(sizes.split(",", -1))
                        .mapToInt(Integer::parseInt)
                        .toArray();
    }

    private static Tensor tensor(char kind, int[] shape, Random random) {
        ElementType type = switch (kind) {
            case 'f', 'p', 'g' -> ElementType.FLOAT;
            case 'd' -> ElementType.DOUBLE;
            case 'h' -> ElementType.FLOAT16;
            case 'b' -> ElementType.BOOL;
            case 'u' -> ElementType.UINT8;
            case 'c' -> ElementType.INT8;
            case 'i' -> ElementType.INT32;
            case 'l' -> ElementType.INT64;
            default -> throw new IllegalArgumentException("no elements are called " + kind);
        };
        Tensor tensor = Tensor.zeros(type, shape);
        for (int i = 0; i < tensor.elements(); i++) {
            switch (tensor.array()) {
                case float[] array ->
                    array[i] = kind == 'f' ? 4 * random.nextFloat() - 2 : random.nextFloat() + (kind == 'g' ? 1 : 0);
                case double[] array -> array[i] = 4 * random.nextDouble() - 2;
                case short[] array -> array[i] = Float.floatToFloat16(4 * random.nextFloat() - 2);
                case byte[] array -> array[i] = (byte) (kind == 'b' ? random.nextInt(2) : random.nextInt(256));
                case int[] array -> array[i] = random.nextInt(4);
                case long[] array -> array[i] = random.nextInt(4);
                default -> throw new IllegalStateException();
            }
        }
        return tensor;
    }

    /** Integers in braces, numbers in angle brackets; one alone with a dot behind is a scalar. */
    private static Tensor list(String text) {
        boolean scalar = text.endsWith(".");
        String[] numbers = text.replaceAll("[{}<>]|\\.$", "").split(",", -1);
        int[] shape = scalar ? new int[0] : new int[] {text.equals("{}") ? 0 : numbers.length};
        Tensor tensor = Tensor.zeros(text.startsWith("{") ? ElementType.INT64 : ElementType.FLOAT, shape);
        for (int i = 0; i < tensor.elements(); i++) {
            switch (tensor.array()) {
                case float[] array -> array[i] = Float.parseFloat(numbers[i]);
                case long[] array -> array[i] = Long.parseLong(numbers[i]);
                default -> throw new IllegalStateException();
            }
        }
        return tensor;
    }

    private static ValueInfoProto info(String name, ElementType type) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type.onnx())))
                .build();
    }

    private static TensorProto constant(String name, Tensor tensor) {
        TensorProto.Builder proto =
                TensorProto.newBuilder().setName(name).setDataType(tensor.type().onnx());
        Arrays.stream(tensor.shape()).forEach(proto::addDims);
        return proto.setRawData(ByteString.copyFrom(OnnxRuntime.bytes(tensor))).build();
    }

    /** A number with a dot is a float, a list has commas, at least one behind its only element. */
    private static AttributeProto attribute(String text) {
        int sign = text.indexOf('=');
        String value = text.substring(sign + 1);
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(text.substring(0, sign));
        if (value.matches("-?\\d+")) {
            attribute.setType(AttributeType.INT).setI(Long.parseLong(value));
        } else if (value.matches("-?\\d*\\.\\d+")) {
            attribute.setType(AttributeType.FLOAT).setF(Float.parseFloat(value));
        } else if (value.matches("[-\\d,]+")) {
            attribute.setType(AttributeType.INTS);
            for (String number : value.replaceAll(",$", "").split(",", -1)) {
                attribute.addInts(Long.parseLong(number));
            }
        } else {
            attribute.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(value));
        }
        return attribute.build();
    }

    @Override
    public String toString() {
        return line;
    }
}
