package dev.lanewise.inference;

import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.Shapes;
import dev.lanewise.inference.tensor.Tensor;
import dev.lanewise.inference.tensor.TensorInfo;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Makes inputs for trying a model out: random numbers, and ones where whole numbers are wanted, which mostly are indices or flags. */
final class SampleInputs {
    private static final long SEED = 1;

    private SampleInputs() {}

    static Map<String, Tensor> of(Collection<TensorInfo> inputs, Map<String, long[]> shapes) {
        Map<String, Tensor> samples = new LinkedHashMap<>();
        for (TensorInfo input : inputs) {
            samples.put(input.name(), sample(input.type(), Shapes.ints(shape(input, shapes.get(input.name())))));
        }
        for (String name : shapes.keySet()) {
            if (!samples.containsKey(name)) {
                throw new IllegalArgumentException("input '" + name + "' is not the model's; its inputs are " + inputs);
            }
        }
        return samples;
    }

    private static long[] shape(TensorInfo input, long[] given) {
        if (given != null) {
            if (!input.accepts(given)) {
                throw new IllegalArgumentException("the shape of input '" + input.name() + "' is "
                        + Arrays.toString(given) + "; the model needs " + input);
            }
            return given;
        }
        long[] shape = input.shape();
        if (shape == null || Arrays.stream(shape).anyMatch(size -> size < 0)) {
            throw new IllegalArgumentException("the model leaves sizes of input " + input + " open; say its shape");
        }
        return shape;
    }

    private static Tensor sample(ElementType type, int[] shape) {
        Tensor tensor = Tensor.zeros(type, shape);
        Random random = new Random(SEED);
        for (int i = 0; i < tensor.elements(); i++) {
            switch (tensor.array()) {
                case float[] floats -> floats[i] = 2 * random.nextFloat() - 1;
                case double[] doubles -> doubles[i] = 2 * random.nextDouble() - 1;
                case short[] halves
                when type == ElementType.FLOAT16 -> halves[i] = Float.floatToFloat16(2 * random.nextFloat() - 1);
                case short[] halves
                when type == ElementType.BFLOAT16 ->
                    halves[i] = (short) (Float.floatToRawIntBits(2 * random.nextFloat() - 1) >>> 16);
                case String[] texts -> texts[i] = "";
                default -> Array.setByte(tensor.array(), i, (byte) 1);
            }
        }
        return tensor;
    }
}
