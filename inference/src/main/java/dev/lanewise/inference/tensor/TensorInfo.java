package dev.lanewise.inference.tensor;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a model says of an input or output. */
public final class TensorInfo {
    private final String name;
    private final ElementType type;
    private final long[] shape;
    private final List<String> dimensionNames;

    /**
     * Of a name, type and shape.
     *
     * @param name its name
     * @param type type of the elements, or null if unknown
     * @param shape sizes, −1 where any size will do; null if not even the number of dimensions is known
     * @param dimensionNames names of the dimensions, empty where a size has none; null like the shape
     */
    public TensorInfo(String name, ElementType type, long[] shape, List<String> dimensionNames) {
        this.name = name;
        this.type = type;
        this.shape = shape == null ? null : shape.clone();
        this.dimensionNames = dimensionNames == null ? null : List.copyOf(dimensionNames);
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Type of the elements; null if the model does not say. */
    public ElementType type() {
        return type;
    }

    /** Sizes, −1 where any size will do; null if not even the number of dimensions is known. */
    public long[] shape() {
        return shape == null ? null : shape.clone();
    }

    /** Whether a tensor of these sizes fits. */
    public boolean accepts(long[] sizes) {
        return shape == null
                || (sizes.length == shape.length
                        && IntStream.range(0, sizes.length).allMatch(i -> shape[i] < 0 || shape[i] == sizes[i]));
    }

    /** Whether only one shape fits. */
    public boolean isFixed() {
        return shape != null && IntStream.range(0, shape.length).allMatch(i -> shape[i] >= 0);
    }

    /** As in {@code x: float[batch, 3, ?, 640]}. */
    @Override
    public String toString() {
        if (shape == null) {
            return name + ": " + type + " of any shape";
        }
        return name + ": " + type
                + IntStream.range(0, shape.length)
                        .mapToObj(this::dimension)
                        .collect(Collectors.joining(", ", "[", "]"));
    }

    private String dimension(int i) {
        if (shape[i] >= 0) {
            return Long.toString(shape[i]);
        }
        return dimensionNames.get(i).isEmpty() ? "?" : dimensionNames.get(i);
    }
}
