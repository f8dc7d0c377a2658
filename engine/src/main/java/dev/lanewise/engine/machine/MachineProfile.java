package dev.lanewise.engine.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was measured on a machine. Nothing uses it unless it is passed along: a plan made without one comes from static facts
 * alone. Immutable.
 *
 * @param machine what was known of the machine without measuring
 * @param jdk the Java runtime that measured
 * @param measured when
 * @param rates what was measured, by number of threads
 */
public record MachineProfile(Machine machine, String jdk, Instant measured, SortedMap<Integer, Rates> rates) {
    /**
     * Bandwidth of one level of the memory, all threads together.
     *
     * @param read bytes read per second, where nothing is written
     * @param copy bytes read and bytes written per second, in equal parts and added up
     */
    public record Bandwidth(double read, double copy) {
        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException if a value is not positive and finite
         */
        public Bandwidth {
            requireRate("read", read);
            requireRate("copy", copy);
        }
    }

    /**
     * What a number of threads reached together.
     *
     * @param peakFlops fp32 FLOP/s of independent fused multiply-adds in registers
     * @param bandwidths bandwidth of each level that could be told apart
     */
    public record Rates(double peakFlops, Map<MemoryLevel, Bandwidth> bandwidths) {
        /**
         * Checks and copies the values.
         *
         * @throws NullPointerException if {@code bandwidths} or a part of it is null
         * @throws IllegalArgumentException if the peak is not positive and finite, or no level was measured
         */
        public Rates {
            requireRate("peakFlops", peakFlops);
            Map<MemoryLevel, Bandwidth> copy = new EnumMap<>(MemoryLevel.class);
            Objects.requireNonNull(bandwidths, "bandwidths")
                    .forEach((level, rate) -> copy.put(level, Objects.requireNonNull(rate, "bandwidth")));
            if (copy.isEmpty()) {
                throw new IllegalArgumentException("bandwidths is empty; it must have at least one level");
            }
            bandwidths = Collections.unmodifiableMap(copy);
        }

        /**
         * The roofline over one level of the memory, with its read bandwidth as slope.
         *
         * @param level where the working set lives
         * @return the roofline
         * @throws IllegalArgumentException if that level was not measured
         */
        public Roofline roofline(MemoryLevel level) {
            Bandwidth bandwidth = bandwidths.get(Objects.requireNonNull(level, "level"));
            if (bandwidth == null) {
                throw new IllegalArgumentException(
                        "level is " + level + "; it must be one that was measured: " + bandwidths.keySet());
            }
            return new Roofline(peakFlops, bandwidth.read());
        }
    }

    /**
     * Checks and copies the values.
     *
     * @throws NullPointerException if a value is null
     * @throws IllegalArgumentException if there are no rates, or some for fewer than one thread
     */
    public MachineProfile {
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(jdk, "jdk");
        Objects.requireNonNull(measured, "measured");
        SortedMap<Integer, Rates> copy = new TreeMap<>();
        Objects.requireNonNull(rates, "rates")
                .forEach((threads, rate) -> copy.put(threads, Objects.requireNonNull(rate, "rates")));
        if (copy.isEmpty() || copy.firstKey() < 1) {
            throw new IllegalArgumentException(
                    "rates are for " + copy.keySet() + " threads; they must be for 1 or more");
        }
        rates = Collections.unmodifiableSortedMap(copy);
    }

    /**
     * What a number of threads reached.
     *
     * @param threads number of threads
     * @return their rates
     * @throws IllegalArgumentException if that number of threads was not measured
     */
    public Rates rates(int threads) {
        Rates found = rates.get(threads);
        if (found == null) {
            throw new IllegalArgumentException(
                    "threads is " + threads + "; it must be one that was measured: " + rates.keySet());
        }
        return found;
    }

    /**
     * The roofline of a number of threads over one level of the memory.
     *
     * @param threads number of threads
     * @param level where the working set lives
     * @return the roofline
     * @throws IllegalArgumentException if that number of threads or that level was not measured
     */
    public Roofline roofline(int threads, MemoryLevel level) {
        return rates(threads).roofline(level);
    }

    /**
     * The roofline for an operator that runs again and again on the same data: over the nearest level that holds all of it.
     *
     * @param threads number of threads, which split the data and so fill one first- and second-level cache each
     * @param cost what the operator costs
     * @return the roofline
     * @throws IllegalArgumentException if that number of threads was not measured
     */
    public Roofline roofline(int threads, OperatorCost cost) {
        Rates found = rates(threads);
        return found.roofline(levelOf(threads, cost.bytes()));
    }

    /**
     * The nearest level of the memory that was measured and holds a working set.
     *
     * @param threads number of threads, which split the working set
     * @param bytes size of the working set
     * @return the level; the farthest measured where none holds it
     * @throws IllegalArgumentException if that number of threads was not measured
     */
    public MemoryLevel levelOf(int threads, long bytes) {
        MemoryLevel farthest = MemoryLevel.L1;
        for (MemoryLevel level : rates(threads).bandwidths().keySet()) {
            long capacity = switch (level) {
                case L1 -> machine.l1Bytes() * threads;
                case L2 -> machine.l2Bytes() * threads;
                case L3 -> machine.l3Bytes();
                case MEMORY -> Long.MAX_VALUE;
            };
            if (bytes <= capacity) {
                return level;
            }
            farthest = level;
        }
        return farthest;
    }

    /**
     * Writes the profile to a file, as properties in UTF-8 with a checksum. A file that is there is replaced, at once.
     *
     * @param file where to
     * @throws IOException if it cannot be written
     */
    public void save(Path file) throws IOException {
        MachineProfileFile.save(this, file);
    }

    /**
     * Reads a profile.
     *
     * @param file what {@link #save} wrote
     * @return the profile
     * @throws MachineProfileFormatException if the file is damaged or something else; the message says what is wrong
     * @throws IOException if it cannot be read
     */
    public static MachineProfile load(Path file) throws IOException {
        return MachineProfileFile.load(file);
    }

    private static void requireRate(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be positive and finite");
        }
    }
}
