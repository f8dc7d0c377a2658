package dev.lanewise.inference.graph;

import java.util.Arrays;

/** Questions that several passes ask. */
final class Match {
    private Match() {}

    /** The input that is no constant, where the other one is this number; else null. */
    static String besides(Graph graph, Node node, double value) {
        for (int i = 0; i < 2 && node.inputs().size() == 2; i++) {
            Constant constant = graph.constant(node.input(i));
            if (constant != null && constant.isScalar(value)) {
                return node.input(1 - i);
            }
        }
        return null;
    }

    /** The second operand, where the first is this one, in either order; else null. */
    static String other(Node node, String operand) {
        if (node.inputs().size() != 2) {
            return null;
        }
        if (node.input(0).equals(operand)) {
            return node.input(1);
        }
        return node.input(1).equals(operand) ? node.input(0) : null;
    }

    /** The node of this operator that makes a value which only one node reads; else null. */
    static Node sole(Graph graph, String value, String operator) {
        Node node = graph.soleProducer(value);
        return node != null && node.is(operator) ? node : null;
    }

    /** Whether a constant has one number for each channel of an image with this many dimensions, or one for all. */
    static boolean perChannel(Constant constant, int channels, int rank) {
        int[] shape = constant.shape();
        if (constant.elements() == 1) {
            return shape.length <= rank;
        }
        int at = 1 - rank + shape.length;
        return at >= 0 && shape[at] == channels && constant.elements() == channels && shape.length <= rank;
    }

    /** The constant's numbers, repeated for every channel if there is only one. */
    static float[] channels(Constant constant, int channels) {
        float[] numbers = constant.tensor().floats();
        if (numbers.length == channels) {
            return numbers;
        }
        float[] repeated = new float[channels];
        Arrays.fill(repeated, numbers[0]);
        return repeated;
    }
}
