package dev.lanewise.inference.operators;

import dev.lanewise.inference.graph.Attributes;
import dev.lanewise.inference.tensor.ModelException;
import java.util.Arrays;

/** How a kernel walks over an image; every array has an element for each dimension of space. */
final class Window {
    /** Most elements that a size of a kernel, stride or padding may have: enough for any image. */
    private static final long LARGEST = 1 << 20;

    private final int[] kernel;
    private final int[] strides;
    private final int[] dilations;
    private final int[] before;
    private final int[] after;

    private Window(int[] kernel, int[] strides, int[] dilations, int[] before, int[] after) {
        this.kernel = kernel;
        this.strides = strides;
        this.dilations = dilations;
        this.before = before;
        this.after = after;
    }

    /** Sizes of the kernel. */
    int[] kernel() {
        return kernel;
    }

    /** Input elements from one output element to the next. */
    int[] strides() {
        return strides;
    }

    /** Input elements from one element of the kernel to the next. */
    int[] dilations() {
        return dilations;
    }

    /** Padding before the first element. */
    int[] before() {
        return before;
    }

    /** Padding after the last. */
    int[] after() {
        return after;
    }

    /** From a node's attributes, for an image of these sizes. */
    static Window of(Attributes attributes, int[] kernel, int[] image) {
        int dimensions = image.length;
        int[] strides = numbers(attributes, "strides", dimensions, 1);
        int[] dilations = numbers(attributes, "dilations", dimensions, 1);
        int[] pads = numbers(attributes, "pads", 2 * dimensions, 0);
        if (kernel.length != dimensions) {
            throw new ModelException("the kernel has " + kernel.length + " dimensions, the image " + dimensions);
        }
        int[] before = Arrays.copyOf(pads, dimensions);
        int[] after = Arrays.copyOfRange(pads, dimensions, 2 * dimensions);
        String automatic = attributes.string("auto_pad", "NOTSET");
        for (int i = 0; i < dimensions; i++) {
            switch (automatic) {
                case "SAME_UPPER", "SAME_LOWER" -> {
                    int out = (image[i] + strides[i] - 1) / strides[i];
                    int all = Math.max(0, (out - 1) * strides[i] + (kernel[i] - 1) * dilations[i] + 1 - image[i]);
                    before[i] = automatic.equals("SAME_UPPER") ? all / 2 : all - all / 2;
                    after[i] = all - before[i];
                }
                case "VALID" -> {
                    before[i] = 0;
                    after[i] = 0;
                }
                default -> {}
            }
        }
        return new Window(kernel, strides, dilations, before, after);
    }

    /** An attribute's integers, one for each dimension. */
    static int[] numbers(Attributes attributes, String name, int count, int otherwise) {
        long[] given = attributes.integers(name);
        int[] numbers = new int[count];
        Arrays.fill(numbers, otherwise);
        if (given != null && given.length != count) {
            throw new ModelException("attribute " + name + " has " + given.length + " numbers; it must have " + count);
        }
        for (int i = 0; given != null && i < count; i++) {
            if (Math.abs(given[i]) > LARGEST) {
                throw new ModelException("attribute " + name + " is " + Arrays.toString(given) + "; that is absurd");
            }
            numbers[i] = (int) given[i];
        }
        return numbers;
    }

    /** The same in two dimensions: a single one gets a height of 1 before it. */
    Window planar() {
        if (kernel.length == 2) {
            return this;
        }
        if (kernel.length != 1) {
            throw new ModelException("images of " + kernel.length + " dimensions are not supported");
        }
        return new Window(
                new int[] {1, kernel[0]},
                new int[] {1, strides[0]},
                new int[] {1, dilations[0]},
                new int[] {0, before[0]},
                new int[] {0, after[0]});
    }
}
