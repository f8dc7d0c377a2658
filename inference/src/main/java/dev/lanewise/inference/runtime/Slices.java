package dev.lanewise.inference.runtime;

import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import dev.lanewise.inference.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Takes tensors apart along a dimension, and puts them together. */
final class Slices {
    private Slices() {}

    /** What is at one index of a dimension, without that dimension. */
    static Tensor at(Tensor tensor, int axis, int index) {
        int[] shape = tensor.sizes();
        int outer = Shapes.product(shape, 0, axis);
        int inner = Shapes.product(shape, axis + 1, shape.length);
        Tensor slice = Tensor.zeros(tensor.type(), without(shape, axis));
        for (int i = 0; i < outer; i++) {
            System.arraycopy(tensor.array(), (i * shape[axis] + index) * inner, slice.array(), i * inner, inner);
        }
        return slice;
    }

    /** Tensors of one shape along a new dimension; the type and the shape tell what there is if there are none. */
    static Tensor stack(List<Tensor> slices, int axis, ElementType type, int[] shape) {
        int[] stacked = new int[shape.length + 1];
        System.arraycopy(shape, 0, stacked, 0, axis);
        stacked[axis] = slices.size();
        System.arraycopy(shape, axis, stacked, axis + 1, shape.length - axis);
        Tensor all = Tensor.zeros(type, stacked);
        int outer = Shapes.product(shape, 0, axis);
        int inner = Shapes.product(shape, axis, shape.length);
        for (int s = 0; s < slices.size(); s++) {
            Tensor slice = slices.get(s);
            if (slice.type() != type || !Arrays.equals(slice.sizes(), shape)) {
                throw new ModelException("step " + s + " gives " + slice + ", steps before it " + type
                        + Arrays.toString(shape) + "; they must be alike");
            }
            for (int i = 0; i < outer; i++) {
                System.arraycopy(slice.array(), i * inner, all.array(), (i * slices.size() + s) * inner, inner);
            }
        }
        return all;
    }

    private static int[] without(int[] shape, int axis) {
        int[] left = new int[shape.length - 1];
        System.arraycopy(shape, 0, left, 0, axis);
        System.arraycopy(shape, axis + 1, left, axis, left.length - axis);
        return left;
    }
}
