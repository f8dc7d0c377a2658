package dev.lanewise.engine.kernels;

import dev.lanewise.engine.machine.Machine;
import java.util.Objects;

/**
 * The loops that measure what this machine can do: fused multiply-adds in registers, reads, copies. They run on the same
 * lanes as the kernels, and on the calling thread; who calls them times them.
 */
public final class Probes {
    /** Lengths of working sets are multiples of this many floats. */
    public static final int BLOCK = 128;

    private static final Machine HOST = Machine.host();
    private static final boolean FEW_REGISTERS = HOST.registers() == 16;

    // 2 factors and up to 24 accumulators; from an array, so that the compiler cannot fold the loop
    private static final float[] SEEDS = new float[26];

    static {
        for (int i = 0; i < SEEDS.length; i++) {
            SEEDS[i] = 0.5f + i;
        }
    }

    private Probes() {}

    /**
     * Fused multiply-adds of fp32 that one iteration of {@link #fma} does; two FLOP each.
     *
     * @return the number of operations
     */
    public static int fmasPerIteration() {
        if (HOST.isScalar()) {
            return ScalarProbes.FMAS;
        }
        return FEW_REGISTERS ? FmaPeak12.FMAS : FmaPeak24.FMAS;
    }

    /**
     * Runs independent fused multiply-adds in registers.
     *
     * @param iterations how often; {@link #fmasPerIteration()} operations each
     * @return a result, for the caller to consume
     */
    public static float fma(int iterations) {
        if (HOST.isScalar()) {
            return ScalarProbes.fma(SEEDS, iterations);
        }
        return FEW_REGISTERS ? FmaPeak12.run(SEEDS, iterations) : FmaPeak24.run(SEEDS, iterations);
    }

    /**
     * Reads a working set, {@code 4·length·passes} bytes in all.
     *
     * @param a array that holds the working set
     * @param offset its first element
     * @param length its length in elements, a multiple of {@link #BLOCK}
     * @param passes how often it is read
     * @return a sum of what was read, for the caller to consume
     * @throws IllegalArgumentException if {@code length} is not a multiple of {@link #BLOCK}
     * @throws IndexOutOfBoundsException if the working set is not inside the array
     */
    public static float read(float[] a, int offset, int length, int passes) {
        check(a, offset, length);
        return HOST.isScalar()
                ? ScalarProbes.read(a, offset, length, passes)
                : ReadBandwidth.run(a, offset, length, passes);
    }

    /**
     * Copies one part of an array to another, {@code 4·length·passes} bytes read and as many written.
     *
     * @param a array that holds both parts
     * @param source first element to copy
     * @param target first element to write
     * @param length elements to copy, a multiple of {@link #BLOCK}
     * @param passes how often they are copied
     * @throws IllegalArgumentException if {@code length} is not a multiple of {@link #BLOCK}
     * @throws IndexOutOfBoundsException if one of the parts is not inside the array
     */
    public static void copy(float[] a, int source, int target, int length, int passes) {
        check(a, source, length);
        check(a, target, length);
        if (HOST.isScalar()) {
            ScalarProbes.copy(a, source, target, length, passes);
        } else {
            CopyBandwidth.run(a, source, target, length, passes);
        }
    }

    /**
     * Adds two parts of an array to a third, {@code 8·length} bytes read and half as many written.
     *
     * @param a array that holds the parts
     * @param first first element to add
     * @param second first element to add to it
     * @param target first element to write
     * @param length elements to add, a multiple of {@link #BLOCK}
     * @throws IllegalArgumentException if {@code length} is not a multiple of {@link #BLOCK}
     * @throws IndexOutOfBoundsException if one of the parts is not inside the array
     */
    public static void add(float[] a, int first, int second, int target, int length) {
        check(a, first, length);
        check(a, second, length);
        check(a, target, length);
        if (HOST.isScalar()) {
            ScalarProbes.add(a, first, second, target, length);
        } else {
            CopyBandwidth.add(a, first, second, target, length);
        }
    }

    /**
     * Reads four floats for each that is written, {@code 4·length} bytes and a quarter as many.
     *
     * @param a array that holds both parts
     * @param source first element to read
     * @param target first element to write
     * @param length elements to read, a multiple of {@link #BLOCK}
     * @throws IllegalArgumentException if {@code length} is not a multiple of {@link #BLOCK}
     * @throws IndexOutOfBoundsException if one of the parts is not inside the array
     */
    public static void narrow(float[] a, int source, int target, int length) {
        check(a, source, length);
        Objects.checkFromIndexSize(target, length / 4, a.length);
        if (HOST.isScalar()) {
            ScalarProbes.narrow(a, source, target, length);
        } else {
            CopyBandwidth.narrow(a, source, target, length);
        }
    }

    /**
     * Writes four floats for each that is read, {@code 4·length} bytes and a quarter as many.
     *
     * @param a array that holds both parts
     * @param source first element to read
     * @param target first element to write
     * @param length elements to write, a multiple of {@link #BLOCK}
     * @throws IllegalArgumentException if {@code length} is not a multiple of {@link #BLOCK}
     * @throws IndexOutOfBoundsException if one of the parts is not inside the array
     */
    public static void widen(float[] a, int source, int target, int length) {
        Objects.checkFromIndexSize(source, length / 4, a.length);
        check(a, target, length);
        if (HOST.isScalar()) {
            ScalarProbes.widen(a, source, target, length);
        } else {
            CopyBandwidth.widen(a, source, target, length);
        }
    }

    private static void check(float[] a, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, a.length);
        if (length % BLOCK != 0) {
            throw new IllegalArgumentException("length is " + length + "; it must be a multiple of " + BLOCK);
        }
    }
}
