package dev.lanewise.properties.support;

import dev.lanewise.engine.Gather;
import dev.lanewise.engine.Rearrangement;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Types that data movement takes, each element told by a long; and how they are handed to it. */
public enum MovedType {
    FLOATS {
        @Override
        public void move(Mover mover, long[] x, int shift, long[] y) {
            float[] from = new float[x.length];
            float[] to = new float[y.length];
            for (int i = 0; i < x.length; i++) {
                from[i] = Float.intBitsToFloat((int) x[i]);
            }
            for (int i = 0; i < y.length; i++) {
                to[i] = Float.intBitsToFloat((int) y[i]);
            }
            mover.floats(from, shift, to);
            for (int i = 0; i < y.length; i++) {
                y[i] = Float.floatToRawIntBits(to[i]);
            }
        }
    },
    INTS {
        @Override
        public void move(Mover mover, long[] x, int shift, long[] y) {
            int[] from = new int[x.length];
            int[] to = new int[y.length];
            for (int i = 0; i < x.length; i++) {
                from[i] = (int) x[i];
            }
            for (int i = 0; i < y.length; i++) {
                to[i] = (int) y[i];
            }
            mover.ints(from, shift, to);
            for (int i = 0; i < y.length; i++) {
                y[i] = to[i];
            }
        }
    },
    LONGS {
        @Override
        public void move(Mover mover, long[] x, int shift, long[] y) {
            mover.longs(x, shift, y);
        }
    },
    SHORTS {
        @Override
        public void move(Mover mover, long[] x, int shift, long[] y) {
            short[] from = new short[x.length];
            short[] to = new short[y.length];
            for (int i = 0; i < x.length; i++) {
                from[i] = (short) x[i];
            }
            for (int i = 0; i < y.length; i++) {
                to[i] = (short) y[i];
            }
            mover.shorts(from, shift, to);
            for (int i = 0; i < y.length; i++) {
                y[i] = to[i];
            }
        }
    },
    BYTES {
        @Override
        public void move(Mover mover, long[] x, int shift, long[] y) {
            byte[] from = new byte[x.length];
            byte[] to = new byte[y.length];
            for (int i = 0; i < x.length; i++) {
                from[i] = (byte) x[i];
            }
            for (int i = 0; i < y.length; i++) {
                to[i] = (byte) y[i];
            }
            mover.bytes(from, shift, to);
            for (int i = 0; i < y.length; i++) {
                y[i] = to[i];
            }
        }
    },
    SEGMENTS_OF_1 {
        @Override
        public void move(Mover mover, long[] x, int shift, long[] y) {
            onSegments(1, mover, x, shift, y);
        }
    },
    SEGMENTS_OF_2 {
        @Override
        public void move(Mover mover, long[] x, int shift, long[] y) {
            onSegments(2, mover, x, shift, y);
        }
    },
    SEGMENTS_OF_4 {
        @Override
        public void move(Mover mover, long[] x, int shift, long[] y) {
            onSegments(4, mover, x, shift, y);
        }
    },
    SEGMENTS_OF_8 {
        @Override
        public void move(Mover mover, long[] x, int shift, long[] y) {
            onSegments(8, mover, x, shift, y);
        }
    };

    /** What is moved by: an operator of every overload. */
    public interface Mover {
        void floats(float[] x, int xOffset, float[] y);

        void ints(int[] x, int xOffset, int[] y);

        void longs(long[] x, int xOffset, long[] y);

        void shorts(short[] x, int xOffset, short[] y);

        void bytes(byte[] x, int xOffset, byte[] y);

        void segments(int bytes, MemorySegment x, int xOffset, MemorySegment y);

        /** A rearrangement; results at offset 1. */
        static Mover of(Rearrangement rearrangement) {
            return new Mover() {
                @Override
                public void floats(float[] x, int xOffset, float[] y) {
                    rearrangement.run(x, xOffset, y, 1);
                }

                @Override
                public void ints(int[] x, int xOffset, int[] y) {
                    rearrangement.run(x, xOffset, y, 1);
                }

                @Override
                public void longs(long[] x, int xOffset, long[] y) {
                    rearrangement.run(x, xOffset, y, 1);
                }

                @Override
                public void shorts(short[] x, int xOffset, short[] y) {
                    rearrangement.run(x, xOffset, y, 1);
                }

                @Override
                public void bytes(byte[] x, int xOffset, byte[] y) {
                    rearrangement.run(x, xOffset, y, 1);
                }

                @Override
                public void segments(int bytes, MemorySegment x, int xOffset, MemorySegment y) {
                    rearrangement.run(bytes, x, xOffset, y, 1);
                }
            };
        }

        /** A choice by indices; results at offset 1. */
        static Mover of(Gather gather, int[] indices) {
            return new Mover() {
                @Override
                public void floats(float[] x, int xOffset, float[] y) {
                    gather.run(x, xOffset, indices, 0, y, 1);
                }

                @Override
                public void ints(int[] x, int xOffset, int[] y) {
                    gather.run(x, xOffset, indices, 0, y, 1);
                }

                @Override
                public void longs(long[] x, int xOffset, long[] y) {
                    gather.run(x, xOffset, indices, 0, y, 1);
                }

                @Override
                public void shorts(short[] x, int xOffset, short[] y) {
                    gather.run(x, xOffset, indices, 0, y, 1);
                }

                @Override
                public void bytes(byte[] x, int xOffset, byte[] y) {
                    gather.run(x, xOffset, indices, 0, y, 1);
                }

                @Override
                public void segments(int bytes, MemorySegment x, int xOffset, MemorySegment y) {
                    gather.run(bytes, x, xOffset, indices, 0, y, 1);
                }
            };
        }
    }

    /** Moves from x, from its element {@code shift} on, to y. Longs are cut to the type, and back with their sign. */
    public abstract void move(Mover mover, long[] x, int shift, long[] y);

    private static void onSegments(int bytes, Mover mover, long[] x, int shift, long[] y) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment from = segment(bytes, x, arena);
            MemorySegment to = segment(bytes, y, arena);
            mover.segments(bytes, from.asReadOnly(), shift, to);
            for (int i = 0; i < y.length; i++) {
                y[i] = 0;
                long sign = to.get(ValueLayout.JAVA_BYTE, (i + 1L) * bytes - 1) < 0 ? -1L : 0;
                MemorySegment.copy(to, (long) i * bytes, MemorySegment.ofArray(y), 8L * i, bytes);
                y[i] |= bytes == 8 ? 0 : sign << (8 * bytes);
            }
        }
    }

    /** The low bytes of each long, on a machine that stores them first. */
    private static MemorySegment segment(int bytes, long[] values, Arena arena) {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new IllegalStateException("bytes of longs are taken as a little-endian machine has them");
        }
        MemorySegment segment = arena.allocate((long) values.length * bytes);
        for (int i = 0; i < values.length; i++) {
            MemorySegment.copy(MemorySegment.ofArray(values), 8L * i, segment, (long) i * bytes, bytes);
        }
        return segment;
    }

    /** A value that the type holds, from any number. */
    public long cut(long value) {
        return switch (this) {
            case BYTES, SEGMENTS_OF_1 -> (byte) value;
            case SHORTS, SEGMENTS_OF_2 -> (short) value;
            case LONGS, SEGMENTS_OF_8 -> value;
            default -> (int) value;
        };
    }
}
