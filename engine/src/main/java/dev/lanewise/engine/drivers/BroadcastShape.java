package dev.lanewise.engine.drivers;

/**
 * Two operands and their result as one nest of loops, with as few loops as possible: neighbouring dimensions along which both
 * operands proceed, or along which the same one of them stands still, are one. Mutable and reused.
 */
final class BroadcastShape {
    static final int MOST_DIMENSIONS = 8;

    /** Sizes, outermost first. */
    private final int[] sizes = new int[MOST_DIMENSIONS];

    /** Elements of each operand from one index to the next; 0 where it stands still. */
    private final int[][] strides = new int[2][MOST_DIMENSIONS];

    private int loops;

    /** Shapes that fit, aligned at their last dimensions; the result has at least one element. */
    void set(int[] a, int[] b) {
        loops = 0;
        int rank = Math.max(a.length, b.length);
        int moved = 0;
        for (int d = 0; d < rank; d++) {
            int sizeA = size(a, d, rank);
            int sizeB = size(b, d, rank);
            int size = Math.max(sizeA, sizeB);
            if (size > 1) {
                int moves = (sizeA > 1 ? 1 : 0) + (sizeB > 1 ? 2 : 0);
                if (loops == 0 || moves != moved) {
                    sizes[loops++] = 1;
                }
                sizes[loops - 1] *= size;
                strides[0][loops - 1] = moves & 1;
                strides[1][loops - 1] = moves >> 1;
                moved = moves;
            }
        }
        if (loops == 0) {
            sizes[loops++] = 1;
            strides[0][0] = 1;
            strides[1][0] = 1;
        }
        makeStrides(strides[0]);
        makeStrides(strides[1]);
    }

    private static int size(int[] shape, int dimension, int rank) {
        int at = dimension - rank + shape.length;
        return at < 0 ? 1 : shape[at];
    }

    /** From whether an operand moves to how far. */
    private void makeStrides(int[] moves) {
        int stride = 1;
        for (int d = loops - 1; d >= 0; d--) {
            if (moves[d] != 0) {
                moves[d] = stride;
                stride *= sizes[d];
            }
        }
    }

    /** Length of the innermost loop. */
    int row() {
        return sizes[loops - 1];
    }

    /** Whether an operand proceeds in the innermost loop. */
    boolean movesInRow(int operand) {
        return strides[operand][loops - 1] != 0;
    }

    /** Whether an operand has the shape of the result. */
    boolean isWhole(int operand) {
        for (int d = 0; d < loops; d++) {
            if (strides[operand][d] == 0) {
                return false;
            }
        }
        return true;
    }

    /** The element of an operand that meets an element of the result. */
    int element(int operand, int result) {
        int rest = result;
        int element = 0;
        for (int d = loops - 1; d >= 0; d--) {
            element += rest % sizes[d] * strides[operand][d];
            rest /= sizes[d];
        }
        return element;
    }
}
