package dev.lanewise.properties.support;

import java.util.SplittableRandom;

/** How the elements of an operand are made from a seed. */
public enum Recipe {
    /** Whole numbers from −8 to 8: products and sums of a few ten thousand of them are exact in fp32. */
    SMALL_INTEGERS {
        @Override
        float value(SplittableRandom random, int seed, Role role, int row, int col, int rows, int cols) {
            return random.nextInt(-8, 9);
        }
    },

    /** Uniform in (−1, 1). */
    UNIFORM {
        @Override
        float value(SplittableRandom random, int seed, Role role, int row, int col, int rows, int cols) {
            return (float) random.nextDouble(-1, 1);
        }
    },

    /** ±2ᵉ with e from −20 to 20: sums lose digits where they are not summed as the bound says. */
    POWERS_OF_TWO {
        @Override
        float value(SplittableRandom random, int seed, Role role, int row, int col, int rows, int cols) {
            float power = Math.scalb(1f, random.nextInt(-20, 21));
            return random.nextBoolean() ? power : -power;
        }
    },

    /** The products of two neighbouring k cancel nearly: in A they differ by sign, in B by a few last digits. */
    CANCELLATION {
        @Override
        float value(SplittableRandom random, int seed, Role role, int row, int col, int rows, int cols) {
            int depth = role == Role.LEFT ? col : row;
            int other = role == Role.LEFT ? row : col;
            SplittableRandom pair = new SplittableRandom(mix(seed, other, depth / 2));
            float value = (float) pair.nextDouble(1, 1000);
            if (role == Role.LEFT) {
                return depth % 2 == 0 ? value : -value;
            }
            return value * (1 + random.nextInt(8) * 0x1p-20f);
        }
    },

    /** A first product of 2²⁴ and then ones: summed one after the other, without blocks, all of these are lost. */
    DRIFT {
        @Override
        float value(SplittableRandom random, int seed, Role role, int row, int col, int rows, int cols) {
            return role != Role.ADDED && (role == Role.LEFT ? col : row) == 0 ? 0x1p12f : 1;
        }
    },

    /** One 1 in every row of A and every column of B, so that a product copies; square, these are permutations. */
    ONE_HOT {
        @Override
        float value(SplittableRandom random, int seed, Role role, int row, int col, int rows, int cols) {
            int stride = 1 + seed % 3 * 2;
            return role == Role.RIGHT
                    ? (col * stride + seed) % rows == row ? 1 : 0
                    : (row * stride + seed) % cols == col ? 1 : 0;
        }
    },

    /** Zeros of both signs, subnormals and a few ones. */
    SUBNORMAL {
        @Override
        float value(SplittableRandom random, int seed, Role role, int row, int col, int rows, int cols) {
            float value = switch (random.nextInt(4)) {
                case 0 -> 0;
                case 1 -> 1;
                default -> Float.intBitsToFloat(random.nextInt(1 << 23));
            };
            return random.nextBoolean() ? value : -value;
        }
    },

    /** Small integers, one in sixteen replaced by NaN or an infinity. */
    NON_FINITE {
        @Override
        float value(SplittableRandom random, int seed, Role role, int row, int col, int rows, int cols) {
            return switch (random.nextInt(48)) {
                case 0 -> Float.NaN;
                case 1 -> Float.POSITIVE_INFINITY;
                case 2 -> Float.NEGATIVE_INFINITY;
                default -> random.nextInt(-8, 9);
            };
        }
    };

    /** Which operand of a product is filled. */
    public enum Role {
        /** op(A): the sums run along its rows. */
        LEFT,
        /** op(B): the sums run down its columns. */
        RIGHT,
        /** C, a bias, a residual: no sums run through it. */
        ADDED
    }

    /** Takes the elements. */
    @FunctionalInterface
    interface Sink {
        void set(int row, int col, float value);
    }

    abstract float value(SplittableRandom random, int seed, Role role, int row, int col, int rows, int cols);

    /** Makes a rows×cols operand, as the product sees it, after op. */
    void fill(int seed, Role role, int rows, int cols, Sink sink) {
        SplittableRandom random = new SplittableRandom(mix(seed, role.name().hashCode(), name().hashCode()));
        for (int row = 0; row < rows; row++) {
            for (int col = 0; col < cols; col++) {
                sink.set(row, col, value(random, seed, role, row, col, rows, cols));
            }
        }
    }

    /** Whether the sums of a product of these have no rounding error, in any order. */
    public static boolean exactProduct(Recipe left, Recipe right) {
        if (left == NON_FINITE || right == NON_FINITE) {
            return false;
        }
        return left == ONE_HOT || right == ONE_HOT || (left == SMALL_INTEGERS && right == SMALL_INTEGERS);
    }

    /** Whether halves and quarters of the values are exact. */
    public boolean scalable() {
        return this != SUBNORMAL && this != NON_FINITE;
    }

    private static long mix(long a, long b, long c) {
        return ((a * 0x9E3779B97F4A7C15L) ^ b) * 0xC2B2AE3D27D4EB4FL ^ (c * 0x165667B19E3779F9L);
    }
}
