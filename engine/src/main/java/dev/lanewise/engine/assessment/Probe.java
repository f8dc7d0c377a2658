package dev.lanewise.engine.assessment;

import dev.lanewise.engine.kernels.Probes;

/** A piece of work that one thread repeats while another looks at the clock. */
abstract class Probe {
    // bytes of one step: enough to hide the clock's 25 ns, few enough to stop in time
    private static final int SMALL_SET_STEP = 1 << 20;
    private static final int SLICE = 1 << 16;

    // the copy's target lies this many floats behind the source's end, since a store that shares its low 12 address
    // bits
    // with a later load delays it
    private static final int COPY_GAP = 512;

    /** Floats that a probe may touch behind its working set. */
    static final int SLACK = COPY_GAP;

    // results end here, so that the compiler must compute them
    private float sink;

    /**
     * Does one step.
     *
     * @return what was done: FLOP or bytes
     */
    abstract long step();

    /** Brings the working set to where it is to be measured. */
    void settle() {}

    final void consume(float result) {
        sink += result;
    }

    final float sink() {
        return sink;
    }

    /** Fused multiply-adds in registers. */
    static Probe fma(int iterations) {
        long flop = 2L * iterations * Probes.fmasPerIteration();
        return new Probe() {
            @Override
            long step() {
                consume(Probes.fma(iterations));
                return flop;
            }
        };
    }

    /** Reads a working set of this many floats, again and again. */
    static Probe read(float[] a, int offset, int length) {
        return new Walk(length, Float.BYTES) {
            @Override
            void walk(int position, int floats, int passes) {
                consume(Probes.read(a, offset + position, floats, passes));
            }
        };
    }

    /** Copies one half of a working set of this many floats to the other, again and again. */
    static Probe copy(float[] a, int offset, int length) {
        int half = length / 2;
        int target = offset + half + COPY_GAP;
        return new Walk(half, 2 * Float.BYTES) {
            @Override
            void walk(int position, int floats, int passes) {
                Probes.copy(a, offset + position, target + position, floats, passes);
            }
        };
    }

    /** Walks through a working set: a small one several times in a step, a large one slice by slice. */
    private abstract static class Walk extends Probe {
        private final int length;
        private final int bytesPerFloat;
        private final int passes;
        private int position;

        Walk(int length, int bytesPerFloat) {
            this.length = length;
            this.bytesPerFloat = bytesPerFloat;
            passes = length <= SLICE ? Math.max(1, SMALL_SET_STEP / (length * bytesPerFloat)) : 1;
        }

        abstract void walk(int position, int floats, int passes);

        @Override
        final long step() {
            int floats = Math.min(SLICE, length - position);
            walk(position, floats, passes);
            position += floats;
            if (position == length) {
                position = 0;
            }
            return (long) floats * bytesPerFloat * passes;
        }

        @Override
        final void settle() {
            // twice, as caches do not keep all of what they see once; memory needs no settling
            if (length <= SMALL_SET_STEP * 4) {
                for (int start = 0; start < length; start += SLICE) {
                    walk(start, Math.min(SLICE, length - start), 2);
                }
            }
        }
    }
}
