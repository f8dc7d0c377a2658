package dev.lanewise.inference.operators;

import dev.lanewise.inference.graph.Constant;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.Shapes;
import dev.lanewise.inference.tensor.Storage;
import dev.lanewise.inference.tensor.Tensor;
import java.util.Arrays;

/**
 * A tensor of which type and shape are known, and perhaps the elements. The shape is always ONNX's, with channels second; where
 * {@link #channelsLast()} holds, the elements lie with the channels innermost all the same.
 */
public final class Value {
    private final ElementType type;
    private final int[] shape;
    private final boolean channelsLast;
    private final Buffer buffer;
    private final Constant constant;

    private Value(ElementType type, int[] shape, boolean channelsLast, Buffer buffer, Constant constant) {
        this.type = type;
        this.shape = shape;
        this.channelsLast = channelsLast;
        this.buffer = buffer;
        this.constant = constant;
    }

    /** A value that a run computes. */
    public static Value computed(ElementType type, int[] shape, boolean channelsLast) {
        Buffer buffer = Buffer.of(type.storage(), Shapes.elements(shape));
        return new Value(type, shape.clone(), channelsLast, buffer, null);
    }

    /** A value that is known. */
    public static Value known(Constant constant) {
        Buffer buffer = Buffer.constant(
                constant.type().storage(),
                constant.elements(),
                () -> constant.tensor().array());
        return new Value(constant.type(), constant.shape(), false, buffer, constant);
    }

    /** Known elements in the order in which they lie, channels last. */
    static Value knownLast(ElementType type, int[] shape, Object array) {
        Buffer buffer = Buffer.constant(type.storage(), Shapes.elements(shape), () -> array);
        return new Value(type, shape.clone(), true, buffer, null);
    }

    /** The same elements, in the order in which they lie, as another shape. */
    Value view(int[] sizes, boolean last) {
        Constant same = constant == null || last || channelsLast
                ? null
                : Constant.lazy(type, sizes, () -> constant.tensor().reshape(sizes));
        return new Value(type, sizes.clone(), last, buffer, same);
    }

    /** Type of the elements. */
    public ElementType type() {
        return type;
    }

    /** Sizes, channels second. */
    public int[] shape() {
        return shape.clone();
    }

    /** A size. */
    public int size(int dimension) {
        return shape[dimension];
    }

    /** Number of dimensions. */
    public int rank() {
        return shape.length;
    }

    /** Number of elements. */
    public int elements() {
        return buffer.length();
    }

    /** Whether the elements lie with the channels innermost. */
    public boolean channelsLast() {
        return channelsLast;
    }

    /** Where the elements are. */
    public Buffer buffer() {
        return buffer;
    }

    /** Whether the elements are known. */
    public boolean isKnown() {
        return constant != null;
    }

    /** The elements, which must be known. */
    public Tensor tensor() {
        return constant.tensor();
    }

    /** The sizes in the order in which the elements lie. */
    public int[] memoryShape() {
        return channelsLast ? Channels.last(shape) : shape.clone();
    }

    /** Where a dimension is in {@link #memoryShape()}. */
    public int memoryAxis(int axis) {
        if (!channelsLast || axis == 0) {
            return axis;
        }
        return axis == 1 ? shape.length - 1 : axis - 1;
    }

    /** Whether it is held in such an array. */
    public boolean is(Storage storage) {
        return buffer.storage() == storage;
    }

    /** As in {@code float[1, 3, 640, 640]}. */
    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }
}
