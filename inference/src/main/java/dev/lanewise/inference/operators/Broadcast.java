package dev.lanewise.inference.operators;

import dev.lanewise.inference.tensor.Shapes;

/** Walks over two tensors that are broadcast to one shape. */
final class Broadcast {
    private Broadcast() {}

    /** Takes an index into each operand and one into the result. */
    @FunctionalInterface
    interface Visitor {
        void visit(int a, int b, int y);
    }

    /** Elements from one index of the result's dimensions to the next: 0 where the operand is repeated. */
    static int[] strides(int[] operand, int[] result) {
        int[] dense = Shapes.strides(operand);
        int[] strides = new int[result.length];
        int skipped = result.length - operand.length;
        for (int i = skipped; i < result.length; i++) {
            strides[i] = operand[i - skipped] == 1 ? 0 : dense[i - skipped];
        }
        return strides;
    }

    /** Visits all elements of the result in their order. */
    static void forEach(int[] shape, int[] stridesA, int[] stridesB, Visitor visitor) {
        int elements = Shapes.elements(shape);
        int[] index = new int[shape.length];
        int a = 0;
        int b = 0;
        for (int y = 0; y < elements; y++) {
            visitor.visit(a, b, y);
            for (int d = shape.length - 1; d >= 0; d--) {
                a += stridesA[d];
                b += stridesB[d];
                if (++index[d] < shape[d]) {
                    break;
                }
                a -= stridesA[d] * shape[d];
                b -= stridesB[d] * shape[d];
                index[d] = 0;
            }
        }
    }
}
