package dev.lanewise.engine.assessment;

import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.machine.MachineProfile;
import dev.lanewise.engine.machine.MachineProfile.Bandwidth;
import dev.lanewise.engine.machine.MachineProfile.Rates;
import dev.lanewise.engine.machine.MemoryLevel;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Measures the machine that this JVM runs on: fp32 FLOP/s of fused multiply-adds, read and copy bandwidth of each level of
 * the memory, for 1 to n threads. It takes about 20 seconds, or 3 when quick, and runs only when asked to:
 * building an engine never measures.
 *
 * <p>The loops run on the same lanes as the kernels. Threads start together and work over the same stretches of time; their
 * rates are added up. Every figure is the upper decile of many samples of 2 ms that are spread over the whole measurement,
 * since neighbours on a shared machine slow some of them down and nothing speeds any of them up.
 */
public final class Assessment {
    private static final long SAMPLE_NANOS = 2_000_000;
    private static final int SAMPLES_PER_VISIT = 10;
    private static final double QUANTILE = 0.9;

    // about how many visits fit into 20 seconds, and what a figure needs at least
    private static final int VISITS = 950;
    private static final int MIN_ROUNDS = 8;
    private static final int MAX_ROUNDS = 75;
    private static final int QUICK_ROUNDS = 3;

    // every number of threads up to here is measured, beyond it powers of two and the last
    private static final int EVERY_THREAD_COUNT = 8;

    private final int threads;
    private final boolean quick;
    private final Progress progress;
    private final Machine machine = Machine.host();

    private Assessment(Builder builder) {
        threads = builder.threads == 0 ? machine.processors() : builder.threads;
        quick = builder.quick;
        progress = builder.progress;
    }

    /**
     * Starts with all processors, thorough, silent.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Says what to measure. */
    public static final class Builder {
        private int threads;
        private boolean quick;
        private Progress progress = (done, total, step) -> {};

        private Builder() {}

        /**
         * Measures 1 to this many threads; beyond 8, powers of two and the last.
         *
         * @param threads the most threads that work at a time
         * @return this builder
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder threads(int threads) {
            if (threads < 1) {
                throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1");
            }
            this.threads = threads;
            return this;
        }

        /**
         * Takes a few samples only: good for a look, not for a comparison.
         *
         * @param quick whether to hurry
         * @return this builder
         */
        public Builder quick(boolean quick) {
            this.quick = quick;
            return this;
        }

        /**
         * Tells how far the measurement has come.
         *
         * @param progress whom to tell
         * @return this builder
         * @throws NullPointerException if it is null
         */
        public Builder progress(Progress progress) {
            this.progress = Objects.requireNonNull(progress, "progress");
            return this;
        }

        /**
         * Makes the assessment; nothing is measured yet.
         *
         * @return the assessment
         */
        public Assessment build() {
            return new Assessment(this);
        }
    }

    /** One figure in the making. */
    private record Point(int threads, String name, List<Probe> probes, List<Double> samples) {
        Point(int threads, String name, List<Probe> probes) {
            this(threads, name, probes, new ArrayList<>());
        }

        void visit(Team team) throws InterruptedException {
            for (double sample : team.sample(probes, SAMPLES_PER_VISIT, SAMPLE_NANOS)) {
                samples.add(sample);
            }
        }

        double rate() {
            List<Double> sorted = samples.stream().sorted().toList();
            return sorted.get((int) (QUANTILE * (sorted.size() - 1)));
        }
    }

    /** The figures of one number of threads. */
    private record Points(Point fma, Map<MemoryLevel, Point> reads, Map<MemoryLevel, Point> copies) {
        List<Point> all() {
            List<Point> all = new ArrayList<>();
            all.add(fma);
            all.addAll(reads.values());
            all.addAll(copies.values());
            return all;
        }

        Rates rates() {
            Map<MemoryLevel, Bandwidth> bandwidths = new EnumMap<>(MemoryLevel.class);
            reads.forEach((level, read) -> bandwidths.put(
                    level, new Bandwidth(read.rate(), copies.get(level).rate())));
            return new Rates(fma.rate(), bandwidths);
        }
    }

    /**
     * Measures. The machine should have nothing else to do meanwhile.
     *
     * @return what was measured
     * @throws InterruptedException if the calling thread was interrupted
     * @throws IllegalStateException if the heap has no room for a working set beyond the caches; the message says how much
     *     is needed
     */
    public MachineProfile measure() throws InterruptedException {
        ProbeArray array = ProbeArray.allocate(machine, quick);
        TreeMap<Integer, Points> points = new TreeMap<>();
        for (int count = 1; count < threads; count = count < EVERY_THREAD_COUNT ? count + 1 : 2 * count) {
            points.put(count, points(count, array));
        }
        points.put(threads, points(threads, array));
        List<Point> all =
                points.values().stream().flatMap(some -> some.all().stream()).toList();
        int rounds = quick ? QUICK_ROUNDS : Math.clamp(VISITS / all.size(), MIN_ROUNDS, MAX_ROUNDS);
        int total = rounds * all.size();
        int done = 0;
        try (Team team = new Team(threads)) {
            // one visit to each point in turn, so that a slow spell of the machine spoils a little of each figure
            for (int round = 0; round < rounds; round++) {
                for (Point point : all) {
                    progress.advanced(done, total, point.name());
                    point.visit(team);
                    done++;
                }
            }
        }
        progress.advanced(total, total, "");
        TreeMap<Integer, Rates> rates = new TreeMap<>();
        points.forEach((count, some) -> rates.put(count, some.rates()));
        String jdk = System.getProperty("java.vm.name") + " " + Runtime.version();
        return new MachineProfile(machine, jdk, Instant.now().truncatedTo(ChronoUnit.SECONDS), rates);
    }

    private Points points(int count, ProbeArray array) {
        String suffix = count == 1 ? ", 1 thread" : ", " + count + " threads";
        List<Probe> fmas = new ArrayList<>();
        for (int thread = 0; thread < count; thread++) {
            fmas.add(Probe.fma(array.fmaIterations()));
        }
        Map<MemoryLevel, Point> reads = new EnumMap<>(MemoryLevel.class);
        Map<MemoryLevel, Point> copies = new EnumMap<>(MemoryLevel.class);
        int part = array.part(count);
        WorkingSets.floatsPerThread(machine, count, part - Probe.SLACK).forEach((level, floats) -> {
            List<Probe> readers = new ArrayList<>();
            List<Probe> copiers = new ArrayList<>();
            for (int thread = 0; thread < count; thread++) {
                int offset = array.offset() + thread * part;
                readers.add(Probe.read(array.floats(), offset, floats));
                copiers.add(Probe.copy(array.floats(), offset, floats));
            }
            String where = level == MemoryLevel.MEMORY ? "memory" : level.toString();
            reads.put(level, new Point(count, "read " + where + suffix, readers));
            copies.put(level, new Point(count, "copy " + where + suffix, copiers));
        });
        return new Points(new Point(count, "FMA" + suffix, fmas), reads, copies);
    }
}
