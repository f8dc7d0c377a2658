package dev.lanewise.reference;

import java.util.function.UnaryOperator;

/** Movements of elements: for each element of the result, in order, the number of the source's that stands there. */
public final class ReferenceMovement {
    private ReferenceMovement() {}

    /**
     * Any movement.
     *
     * @param shape sizes of the source, outermost first
     * @param target sizes of the result
     * @param origin from indices of the result to indices of the source, or null for none
     * @return numbers of the source's elements; −1 for none
     */
    public static int[] map(int[] shape, int[] target, UnaryOperator<int[]> origin) {
        int[] map = new int[elements(target)];
        for (int i = 0; i < map.length; i++) {
            int[] at = new int[target.length];
            int rest = i;
            for (int d = target.length - 1; d >= 0; d--) {
                at[d] = rest % target[d];
                rest /= target[d];
            }
            int[] from = origin.apply(at);
            map[i] = from == null ? -1 : number(shape, from);
        }
        return map;
    }

    /**
     * Elements of a shape.
     *
     * @param shape sizes
     * @return their product
     */
    public static int elements(int[] shape) {
        int elements = 1;
        for (int size : shape) {
            elements *= size;
        }
        return elements;
    }

    private static int number(int[] shape, int[] at) {
        int number = 0;
        for (int d = 0; d < shape.length; d++) {
            number = number * shape[d] + at[d];
        }
        return number;
    }

    /**
     * A permutation of dimensions.
     *
     * @param shape sizes of the source
     * @param axes dimension of the source for each of the result
     * @return numbers of the source's elements
     */
    public static int[] transpose(int[] shape, int[] axes) {
        int[] target = new int[shape.length];
        for (int d = 0; d < shape.length; d++) {
            target[d] = shape[axes[d]];
        }
        return map(shape, target, at -> {
            int[] from = new int[at.length];
            for (int d = 0; d < at.length; d++) {
                from[axes[d]] = at[d];
            }
            return from;
        });
    }

    /**
     * Every step-th element.
     *
     * @param shape sizes of the source
     * @param starts first indices
     * @param steps from one index to the next
     * @param sizes sizes of the result
     * @return numbers of the source's elements
     */
    public static int[] slice(int[] shape, int[] starts, int[] steps, int[] sizes) {
        return map(shape, sizes, at -> {
            int[] from = new int[at.length];
            for (int d = 0; d < at.length; d++) {
                from[d] = starts[d] + at[d] * steps[d];
            }
            return from;
        });
    }

    /**
     * A tensor over again.
     *
     * @param shape sizes of the source
     * @param repeats how often in each dimension
     * @return numbers of the source's elements
     */
    public static int[] tile(int[] shape, int[] repeats) {
        int[] target = new int[shape.length];
        for (int d = 0; d < shape.length; d++) {
            target[d] = shape[d] * repeats[d];
        }
        return map(shape, target, at -> {
            int[] from = new int[at.length];
            for (int d = 0; d < at.length; d++) {
                from[d] = at[d] % shape[d];
            }
            return from;
        });
    }

    /**
     * A padded tensor.
     *
     * @param shape sizes of the source
     * @param before elements before each dimension
     * @param after elements behind it
     * @param mode {@code CONSTANT}, {@code EDGE}, {@code REFLECT} or {@code WRAP}
     * @return numbers of the source's elements; −1 for the constant
     */
    public static int[] pad(int[] shape, int[] before, int[] after, String mode) {
        int[] target = new int[shape.length];
        for (int d = 0; d < shape.length; d++) {
            target[d] = before[d] + shape[d] + after[d];
        }
        return map(shape, target, at -> {
            int[] from = new int[at.length];
            for (int d = 0; d < at.length; d++) {
                from[d] = inside(at[d] - before[d], shape[d], mode);
                if (from[d] < 0) {
                    return null;
                }
            }
            return from;
        });
    }

    private static int inside(int index, int size, String mode) {
        int i = index;
        while (i < 0 || i >= size) {
            switch (mode) {
                case "EDGE" -> i = i < 0 ? 0 : size - 1;
                case "WRAP" -> i += i < 0 ? size : -size;
                case "REFLECT" -> i = size == 1 ? 0 : i < 0 ? -i : 2 * (size - 1) - i;
                default -> {
                    return -1;
                }
            }
        }
        return i;
    }

    /**
     * Channels spread over blocks of pixels.
     *
     * @param shape sizes of the source: batch, channels, rows, columns
     * @param block rows and columns of a block
     * @param depthInnermost whether the depth is innermost in a channel's number
     * @return numbers of the source's elements
     */
    public static int[] depthToSpace(int[] shape, int block, boolean depthInnermost) {
        int depth = shape[1] / (block * block);
        int[] target = {shape[0], depth, shape[2] * block, shape[3] * block};
        return map(shape, target, at -> {
            int place = at[2] % block * block + at[3] % block;
            int channel = depthInnermost ? place * depth + at[1] : at[1] * block * block + place;
            return new int[] {at[0], channel, at[2] / block, at[3] / block};
        });
    }

    /**
     * Blocks of pixels taken into channels: the inverse of {@link #depthToSpace}.
     *
     * @param shape sizes of the source: batch, channels, rows, columns
     * @param block rows and columns of a block
     * @param depthInnermost whether the depth is innermost in a channel's number
     * @return numbers of the source's elements
     */
    public static int[] spaceToDepth(int[] shape, int block, boolean depthInnermost) {
        int[] target = {shape[0], shape[1] * block * block, shape[2] / block, shape[3] / block};
        return map(shape, target, at -> {
            int place = depthInnermost ? at[1] / shape[1] : at[1] % (block * block);
            int depth = depthInnermost ? at[1] % shape[1] : at[1] / (block * block);
            return new int[] {at[0], depth, at[2] * block + place / block, at[3] * block + place % block};
        });
    }

    /**
     * Slices chosen by indices.
     *
     * @param shape sizes of the source
     * @param axis the indexed dimension
     * @param indices what is chosen; negative ones count from the end
     * @return numbers of the source's elements
     */
    public static int[] gather(int[] shape, int axis, int[] indices) {
        int[] target = shape.clone();
        target[axis] = indices.length;
        return map(shape, target, at -> {
            int[] from = at.clone();
            int index = indices[at[axis]];
            from[axis] = index < 0 ? index + shape[axis] : index;
            return from;
        });
    }
}
