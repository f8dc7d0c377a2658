package dev.lanewise.inference.tensor;

import java.util.Arrays;
import java.util.Objects;

/**
 * A dense, row-major tensor in an array. The array is shared with the caller, not copied: a run reads it, and never writes it.
 */
public final class Tensor {
    private final ElementType type;
    private final int[] shape;
    private final Object array;

    private Tensor(ElementType type, Object array, int[] shape) {
        this.type = type;
        this.array = array;
        this.shape = shape;
    }

    /** Of the type's array, whose length must be that of the shape. */
    public static Tensor of(ElementType type, Object array, int... shape) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(array, "array");
        int elements = Shapes.elements(shape);
        int length = java.lang.reflect.Array.getLength(array);
        if (array.getClass() != type.storage().newArray(0).getClass()) {
            throw new IllegalArgumentException("array is a " + array.getClass().getSimpleName() + "; " + type
                    + " needs a " + type.storage().newArray(0).getClass().getSimpleName());
        }
        if (length != elements) {
            throw new IllegalArgumentException(
                    "array has " + length + " elements; shape " + Arrays.toString(shape) + " needs " + elements);
        }
        return new Tensor(type, array, shape.clone());
    }

    /** Of floats. */
    public static Tensor of(float[] data, long... shape) {
        return of(ElementType.FLOAT, data, Shapes.ints(shape));
    }

    /** Of 64-bit integers. */
    public static Tensor of(long[] data, long... shape) {
        return of(ElementType.INT64, data, Shapes.ints(shape));
    }

    /** Of 32-bit integers. */
    public static Tensor of(int[] data, long... shape) {
        return of(ElementType.INT32, data, Shapes.ints(shape));
    }

    /** Of truth values. */
    public static Tensor of(boolean[] data, long... shape) {
        byte[] bytes = new byte[data.length];
        for (int i = 0; i < data.length; i++) {
            bytes[i] = (byte) (data[i] ? 1 : 0);
        }
        return of(ElementType.BOOL, bytes, Shapes.ints(shape));
    }

    /** Of zeros. */
    public static Tensor zeros(ElementType type, int... shape) {
        return new Tensor(type, type.storage().newArray(Shapes.elements(shape)), shape.clone());
    }

    /** Type of the elements. */
    public ElementType type() {
        return type;
    }

    /** The sizes, outermost first. */
    public long[] shape() {
        return Shapes.longs(shape);
    }

    /** The sizes as ints, outermost first. */
    public int[] sizes() {
        return shape.clone();
    }

    /** Number of elements. */
    public int elements() {
        return Shapes.elements(shape);
    }

    /** The array below, of the type's kind. */
    public Object array() {
        return array;
    }

    /** The array below, of a tensor of floats. */
    public float[] floats() {
        return arrayAs(float[].class);
    }

    /** The array below, of a tensor of 64-bit integers. */
    public long[] longs() {
        return arrayAs(long[].class);
    }

    /** The array below, of a tensor of 32-bit integers. */
    public int[] ints() {
        return arrayAs(int[].class);
    }

    /** The array below, of a tensor of bytes or truth values. */
    public byte[] bytes() {
        return arrayAs(byte[].class);
    }

    private <A> A arrayAs(Class<A> kind) {
        if (!kind.isInstance(array)) {
            throw new IllegalStateException("the tensor is " + type + "; it has no " + kind.getSimpleName());
        }
        return kind.cast(array);
    }

    /** The same elements in another shape. */
    public Tensor reshape(int... sizes) {
        return of(type, array, sizes);
    }

    /** Integers of any type, widened. */
    public long[] toLongs() {
        return switch (type) {
            case INT64, UINT64 -> longs();
            case INT32 -> Arrays.stream(ints()).asLongStream().toArray();
            case UINT32 ->
                Arrays.stream(ints()).mapToLong(Integer::toUnsignedLong).toArray();
            case INT8 -> widen(bytes(), 0);
            case UINT8, BOOL -> widen(bytes(), 0xff);
            default -> throw new ModelException("integers are needed, not " + type);
        };
    }

    private static long[] widen(byte[] bytes, int mask) {
        long[] longs = new long[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            longs[i] = mask == 0 ? bytes[i] : bytes[i] & mask;
        }
        return longs;
    }

    /** Whether it has another's type and sizes. */
    public boolean isLike(Tensor other) {
        return type == other.type && Arrays.equals(shape, other.shape);
    }

    /** Whether it has another's elements, bit by bit. */
    public boolean hasElementsOf(Tensor other) {
        return Objects.deepEquals(array, other.array);
    }

    /** Type and sizes of this tensor without its elements, to compare others with. */
    public Tensor example() {
        return new Tensor(type, null, shape);
    }

    /** A copy in an array of its own. */
    public Tensor copy() {
        Object copied = type.storage().newArray(elements());
        System.arraycopy(array, 0, copied, 0, elements());
        return new Tensor(type, copied, shape);
    }

    /** As in {@code float[1, 3, 640, 640]}. */
    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }
}
