package dev.lanewise.inference;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages models, the same way for the same random numbers. */
final class Mutations {
    private static final long[] EXTREMES = {
        0,
        1,
        -1,
        2,
        3,
        7,
        64,
        255,
        46_341,
        1 << 20,
        1 << 30,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 32,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private Mutations() {}

    /** Flips bits, cuts off, repeats and overwrites bytes. */
    static byte[] ofBytes(byte[] model, SplittableRandom random) {
        byte[] damaged = model.clone();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            int at = random.nextInt(damaged.length);
            switch (random.nextInt(4)) {
                case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> damaged[at] = (byte) random.nextInt();
                case 2 -> damaged = Arrays.copyOf(damaged, Math.max(1, at));
                default -> {
                    int length = random.nextInt(Math.min(64, damaged.length - at) + 1);
                    System.arraycopy(damaged, random.nextInt(damaged.length - length + 1), damaged, at, length);
                }
            }
        }
        return damaged;
    }

    /** Changes what the bytes mean: sizes, types, names, attributes, operators. */
    static ModelProto ofGraph(ModelProto model, SplittableRandom random) {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            boolean tensor = graph.getInitializerCount() > 0 && random.nextInt(3) == 0;
            if (tensor) {
                int at = random.nextInt(graph.getInitializerCount());
                graph.setInitializer(at, tensor(graph.getInitializer(at).toBuilder(), random));
            } else if (graph.getNodeCount() > 0) {
                int at = random.nextInt(graph.getNodeCount());
                NodeProto.Builder node = graph.getNode(at).toBuilder();
                String other =
                        graph.getNode(random.nextInt(graph.getNodeCount())).getOpType();
                damage(node, other, random);
                graph.setNode(at, node);
            }
        }
        return model.toBuilder().setGraph(graph).build();
    }

    private static TensorProto tensor(TensorProto.Builder tensor, SplittableRandom random) {
        switch (random.nextInt(4)) {
            case 0 -> tensor.setDataType(random.nextInt(20));
            case 1 -> tensor.addDims(extreme(random));
            case 2 -> {
                if (tensor.getDimsCount() > 0) {
                    tensor.setDims(random.nextInt(tensor.getDimsCount()), extreme(random));
                }
            }
            default -> {
                if (tensor.getInt64DataCount() > 0) {
                    tensor.setInt64Data(random.nextInt(tensor.getInt64DataCount()), extreme(random));
                }
            }
        }
        return tensor.build();
    }

    private static void damage(NodeProto.Builder node, String other, SplittableRandom random) {
        switch (random.nextInt(6)) {
            case 0 -> node.setOpType(other);
            case 1 -> {
                if (node.getInputCount() > 0) {
                    node.setInput(random.nextInt(node.getInputCount()), random.nextBoolean() ? "" : "x");
                }
            }
            case 2 -> node.addInput("x");
            case 3 -> node.clearAttribute();
            default -> {
                if (node.getAttributeCount() > 0) {
                    int at = random.nextInt(node.getAttributeCount());
                    node.setAttribute(at, attribute(node.getAttribute(at).toBuilder(), random));
                }
            }
        }
    }

    private static AttributeProto attribute(AttributeProto.Builder attribute, SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            return attribute
                    .setType(AttributeProto.AttributeType.forNumber(random.nextInt(11)))
                    .build();
        }
        switch (attribute.getType()) {
            case INT -> attribute.setI(extreme(random));
            case FLOAT -> attribute.setF(random.nextBoolean() ? Float.NaN : (float) extreme(random));
            case INTS -> {
                if (random.nextBoolean()) {
                    attribute.addInts(extreme(random));
                } else if (attribute.getIntsCount() > 0) {
                    attribute.setInts(random.nextInt(attribute.getIntsCount()), extreme(random));
                }
            }
            case TENSOR -> attribute.setT(tensor(attribute.getT().toBuilder(), random));
            default -> attribute.clearType();
        }
        return attribute.build();
    }

    private static long extreme(SplittableRandom random) {
        return EXTREMES[random.nextInt(EXTREMES.length)];
    }
}
