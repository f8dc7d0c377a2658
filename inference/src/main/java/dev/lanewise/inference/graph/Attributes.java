package dev.lanewise.inference.graph;

import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A node's attributes: longs, floats, strings, tensors, graphs, and arrays of them. */
public final class Attributes {
    /** No attributes. */
    public static final Attributes NONE = new Attributes(Map.of());

    private final Map<String, Object> values;

    /** Of values by name. */
    public Attributes(Map<String, Object> values) {
        this.values = Map.copyOf(values);
    }

    /** These and one more. */
    public Attributes with(String name, Object value) {
        Map<String, Object> more = new HashMap<>(values);
        more.put(name, value);
        return new Attributes(more);
    }

    /** These without one. */
    public Attributes without(String name) {
        Map<String, Object> fewer = new HashMap<>(values);
        fewer.remove(name);
        return new Attributes(fewer);
    }

    /** Names of those that are given. */
    public Set<String> names() {
        return values.keySet();
    }

    /** Whether one is given. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** An integer. */
    public long integer(String name, long otherwise) {
        return find(name, Long.class).orElse(otherwise);
    }

    /** An integer that is given. */
    public long integer(String name) {
        return find(name, Long.class).orElseThrow(() -> missing(name));
    }

    /** A flag. */
    public boolean flag(String name, boolean otherwise) {
        return integer(name, otherwise ? 1 : 0) != 0;
    }

    /** A number. */
    public float number(String name, float otherwise) {
        return find(name, Float.class).orElse(otherwise);
    }

    /** A string. */
    public String string(String name, String otherwise) {
        return find(name, String.class).orElse(otherwise);
    }

    /** Integers, or null. */
    public long[] integers(String name) {
        return find(name, long[].class).orElse(null);
    }

    /** Numbers, or null. */
    public float[] numbers(String name) {
        return find(name, float[].class).orElse(null);
    }

    /** A tensor, or null. */
    public Constant tensor(String name) {
        return find(name, Constant.class).orElse(null);
    }

    /** A graph. */
    public Graph graph(String name) {
        return find(name, Graph.class).orElseThrow(() -> missing(name));
    }

    /** A value of a kind that a pass put here, or null. */
    public <T> T value(String name, Class<T> kind) {
        return find(name, kind).orElse(null);
    }

    private <T> Optional<T> find(String name, Class<T> kind) {
        Object value = values.get(name);
        if (value != null && !kind.isInstance(value)) {
            throw new ModelException("attribute " + name + " is a "
                    + value.getClass().getSimpleName() + "; it must be a " + kind.getSimpleName());
        }
        return Optional.ofNullable(kind.cast(value));
    }

    private static ModelException missing(String name) {
        return new ModelException("attribute " + name + " is missing");
    }

    /** The constant that ONNX's Constant node stands for, whichever attribute holds it. */
    public Constant constant() {
        for (String name : values.keySet()) {
            Constant constant = switch (name) {
                case "value" -> tensor(name);
                case "value_int" -> Constant.of(Tensor.of(new long[] {integer(name)}));
                case "value_ints" -> Constant.of(Tensor.of(integers(name), integers(name).length));
                case "value_float" -> Constant.of(Tensor.of(new float[] {number(name, 0)}));
                case "value_floats" -> Constant.of(Tensor.of(numbers(name), numbers(name).length));
                default -> null;
            };
            if (constant != null) {
                return constant;
            }
        }
        throw new ModelException("the constant has no value of a supported kind");
    }
}
