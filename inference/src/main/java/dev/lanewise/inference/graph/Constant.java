package dev.lanewise.inference.graph;

import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.Shapes;
import dev.lanewise.inference.tensor.Tensor;
import java.lang.ref.SoftReference;
import java.util.function.Supplier;

/**
 * A tensor known before any input is. Its elements are decoded or computed when they are asked for and may be dropped again: what
 * is packed by then does not stay twice.
 */
public final class Constant {
    private final ElementType type;
    private final int[] shape;
    private final Supplier<Tensor> source;
    private SoftReference<Tensor> decoded = new SoftReference<>(null);

    private Constant(ElementType type, int[] shape, Supplier<Tensor> source) {
        this.type = type;
        this.shape = shape.clone();
        this.source = source;
    }

    /** A tensor that is there already. */
    public static Constant of(Tensor tensor) {
        return new Constant(tensor.type(), tensor.sizes(), () -> tensor);
    }

    /** A tensor that the source makes, again whenever it is needed and was dropped. */
    public static Constant lazy(ElementType type, int[] shape, Supplier<Tensor> source) {
        return new Constant(type, shape, source);
    }

    /** Type of the elements. */
    public ElementType type() {
        return type;
    }

    /** The sizes. */
    public int[] shape() {
        return shape.clone();
    }

    /** Number of elements. */
    public int elements() {
        return Shapes.elements(shape);
    }

    /** The tensor. */
    public synchronized Tensor tensor() {
        Tensor tensor = decoded.get();
        if (tensor == null) {
            tensor = source.get();
            decoded = new SoftReference<>(tensor);
        }
        return tensor;
    }

    /** Whether it is a float with this value, in any shape of one element. */
    public boolean isScalar(double value) {
        return isScalar() && Math.abs(scalar() - value) <= 1e-6 * Math.abs(value);
    }

    /** Whether it is one float. */
    public boolean isScalar() {
        return type == ElementType.FLOAT && elements() == 1;
    }

    /** Its only float. */
    public float scalar() {
        return tensor().floats()[0];
    }
}
