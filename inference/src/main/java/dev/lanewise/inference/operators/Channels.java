package dev.lanewise.inference.operators;

/** Channels second, as ONNX has them, and channels last, as convolutions are fastest. */
final class Channels {
    private Channels() {}

    /** Sizes with the channels moved to the end. */
    static int[] last(int[] shape) {
        int[] moved = shape.clone();
        System.arraycopy(shape, 2, moved, 1, shape.length - 2);
        moved[shape.length - 1] = shape[1];
        return moved;
    }

    /** The permutation that moves channels to the end. */
    static int[] toLast(int rank) {
        int[] axes = new int[rank];
        for (int i = 1; i < rank; i++) {
            axes[i] = i == rank - 1 ? 1 : i + 1;
        }
        return axes;
    }

    /** The permutation that moves channels from the end to the second place. */
    static int[] toSecond(int rank) {
        int[] axes = new int[rank];
        for (int i = 1; i < rank; i++) {
            axes[i] = i == 1 ? rank - 1 : i - 1;
        }
        return axes;
    }

    /** Whether the elements lie in the same order either way: one channel, or one pixel. */
    static boolean sameOrder(int[] shape) {
        int pixels = 1;
        for (int i = 2; i < shape.length; i++) {
            pixels *= shape[i];
        }
        return shape.length < 3 || shape[1] == 1 || pixels == 1;
    }
}
