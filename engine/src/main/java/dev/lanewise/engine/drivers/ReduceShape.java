package dev.lanewise.engine.drivers;

/**
 * A tensor as loops that are kept and loops that are reduced, neighbours of one kind merged. The innermost loop is apart from the others.
 * Mutable and reused.
 */
final class ReduceShape {
    private final int[] sizes = new int[BroadcastShape.MOST_DIMENSIONS];
    private final int[] strides = new int[BroadcastShape.MOST_DIMENSIONS];
    private final boolean[] reduced = new boolean[BroadcastShape.MOST_DIMENSIONS];
    private int loops;

    /** A shape, and a set bit for every dimension that is reduced. */
    void set(int[] shape, int axes) {
        loops = 0;
        for (int d = 0; d < shape.length; d++) {
            boolean reduce = (axes & 1 << d) != 0;
            if (shape[d] == 1) {
                continue;
            }
            if (loops == 0 || reduced[loops - 1] != reduce) {
                sizes[loops] = 1;
                reduced[loops++] = reduce;
            }
            sizes[loops - 1] *= shape[d];
        }
        if (loops == 0) {
            sizes[0] = 1;
            reduced[0] = false;
            loops = 1;
        }
        int stride = 1;
        for (int l = loops - 1; l >= 0; l--) {
            strides[l] = stride;
            stride *= sizes[l];
        }
    }

    /** Times round the innermost loop. */
    int inner() {
        return sizes[loops - 1];
    }

    boolean isInnerReduced() {
        return reduced[loops - 1];
    }

    /** Times round the other loops of one kind. */
    int rounds(boolean reduce) {
        int rounds = 1;
        for (int l = 0; l < loops - 1; l++) {
            rounds *= reduced[l] == reduce ? sizes[l] : 1;
        }
        return rounds;
    }

    /** How far a round of these leads into the tensor. */
    int offset(boolean reduce, int round) {
        int offset = 0;
        int rest = round;
        for (int l = loops - 2; l >= 0; l--) {
            if (reduced[l] == reduce) {
                offset += rest % sizes[l] * strides[l];
                rest /= sizes[l];
            }
        }
        return offset;
    }
}
