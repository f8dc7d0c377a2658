package dev.lanewise.engine.machine;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a machine without measuring anything. Two machines that are equal get equal plans.
 *
 * <p>{@link #host()} describes the machine that this JVM runs on. What it found can be overridden by system properties,
 * for tests and for machines that hide what they have:
 *
 * <table>
 * <caption>Properties</caption>
 * <tr><th>property</th><th>value</th></tr>
 * <tr><td>{@value #LANES_PROPERTY}</td><td>width of the vectors in bits, 128, 256 or 512, or {@code scalar}</td></tr>
 * <tr><td>{@value #REGISTERS_PROPERTY}</td><td>vector registers, 16 or 32</td></tr>
 * <tr><td>{@value #L1_PROPERTY}, {@value #L2_PROPERTY}, {@value #L3_PROPERTY}</td><td>cache sizes in bytes</td></tr>
 * </table>
 *
 * <p>Vectors wider than the CPU's may be forced; they are computed correctly and very slowly.
 *
 * @param cpu name of the CPU as the operating system gives it
 * @param lanes fp32 numbers in a vector: 4, 8 or 16; 1 means that scalar kernels run
 * @param registers vector registers that kernels may count on
 * @param l1Bytes first-level data cache of one core, in bytes
 * @param l2Bytes second-level cache that one core reaches, in bytes
 * @param l3Bytes third-level cache that one core reaches, in bytes; that of the second level where there is no third
 * @param lineBytes a cache line, in bytes
 * @param processors processors that this JVM may use
 */
public record Machine(
        String cpu, int lanes, int registers, long l1Bytes, long l2Bytes, long l3Bytes, int lineBytes, int processors) {
    /** Name of the property that forces the width of the vectors. */
    public static final String LANES_PROPERTY = "lanewise.lanes";

    /** Name of the property that forces the number of vector registers. */
    public static final String REGISTERS_PROPERTY = "lanewise.registers";

    /** Name of the property that forces the size of the first-level data cache. */
    public static final String L1_PROPERTY = "lanewise.l1";

    /** Name of the property that forces the size of the second-level cache. */
    public static final String L2_PROPERTY = "lanewise.l2";

    /** Name of the property that forces the size of the third-level cache. */
    public static final String L3_PROPERTY = "lanewise.l3";

    /**
     * Checks the values.
     *
     * @throws NullPointerException if {@code cpu} is null
     * @throws IllegalArgumentException if lanes are not 1, 4, 8 or 16, registers not 16 or 32, a size is not positive,
     *     caches shrink from level to level, or a line is not a power of two
     */
    public Machine {
        Objects.requireNonNull(cpu, "cpu");
        require(lanes == 1 || lanes == 4 || lanes == 8 || lanes == 16, "lanes", lanes, "1, 4, 8 or 16");
        require(registers == 16 || registers == 32, "registers", registers, "16 or 32");
        require(l1Bytes > 0, "l1Bytes", l1Bytes, "positive");
        require(l2Bytes >= l1Bytes, "l2Bytes", l2Bytes, "at least the first level's " + l1Bytes);
        require(l3Bytes >= l2Bytes, "l3Bytes", l3Bytes, "at least the second level's " + l2Bytes);
        require(lineBytes >= 4 && Integer.bitCount(lineBytes) == 1, "lineBytes", lineBytes, "a power of two from 4 up");
        require(processors > 0, "processors", processors, "positive");
    }

    /**
     * The machine that this JVM runs on. It is looked at once, at the first call; that takes about a millisecond.
     *
     * @return the machine, the same one at every call
     * @throws IllegalArgumentException if one of the properties above has a value that it cannot have
     */
    public static Machine host() {
        return HostDetection.host().machine();
    }

    /**
     * Where each fact of {@link #host()} comes from, keyed by the record component's name.
     *
     * @return for example {@code lanes → "HotSpot flags MaxVectorSize=32, UseAVX=2"}, in the components' order
     * @throws IllegalArgumentException as {@link #host()}
     */
    public static Map<String, String> hostSources() {
        return HostDetection.host().sources();
    }

    /**
     * Why {@link #host()} has to make do with scalar kernels, and the remedy. Whoever forces scalar kernels by property
     * gets no advice.
     *
     * @return one line, or nothing where vector kernels run or scalar ones were asked for
     * @throws IllegalArgumentException as {@link #host()}
     */
    public static Optional<String> hostAdvice() {
        return HostDetection.host().advice();
    }

    /**
     * Whether kernels run on scalars instead of vectors.
     *
     * @return true where {@link #lanes()} is 1
     */
    public boolean isScalar() {
        return lanes == 1;
    }

    private static void require(boolean condition, String name, long value, String must) {
        if (!condition) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be " + must);
        }
    }
}
