package dev.lanewise.engine.machine;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.function.UnaryOperator;

/**
 * Finds out about the machine from HotSpot's flags and from Linux's files. It does not ask the Vector API, so that it also
 * answers where that module is missing.
 */
final class HostDetection {
    /** A machine, the source of each fact, and why it is scalar if nobody asked for that. */
    record Host(Machine machine, Map<String, String> sources, Optional<String> advice) {}

    /**
     * Where facts are looked up; tests bring their own.
     *
     * @param properties the system properties
     * @param flags value of a HotSpot flag by name, null where this JVM has no such flag
     * @param vectorModule whether the Vector API module is resolved
     * @param caches directory with one directory {@code index*} per cache, as in Linux's sysfs
     * @param cpuinfo file with a line {@code model name}
     */
    record Places(Properties properties, UnaryOperator<String> flags, boolean vectorModule, Path caches, Path cpuinfo) {
        static Places ofThisJvm() {
            return new Places(
                    System.getProperties(),
                    HostDetection::flag,
                    ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
                    Path.of("/sys/devices/system/cpu/cpu0/cache"),
                    Path.of("/proc/cpuinfo"));
        }
    }

    private static final long[] DEFAULT_CACHES = {32L << 10, 512L << 10, 8L << 20};
    private static final int DEFAULT_LINE = 64;

    // bounds of a sane override: below, the blocking has no room; above, sums of sizes could overflow
    private static final long MIN_CACHE = 1L << 10;
    private static final long MAX_CACHE = 1L << 40;

    // not a holder class: a bad property must surface as what it is, not as an ExceptionInInitializerError
    private static volatile Host host;

    private final Places places;
    private final CacheFiles caches;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private Optional<String> advice = Optional.empty();

    private HostDetection(Places places) {
        this.places = places;
        this.caches = new CacheFiles(places.caches());
    }

    static Host host() {
        Host known = host;
        if (known == null) {
            synchronized (HostDetection.class) {
                known = host;
                if (known == null) {
                    known = detect(Places.ofThisJvm());
                    host = known;
                }
            }
        }
        return known;
    }

    static Host detect(Places places) {
        return new HostDetection(places).detect();
    }

    private Host detect() {
        String cpu = cpu();
        int lanes = lanes();
        int registers = registers();
        long l1 = cache("l1Bytes", Machine.L1_PROPERTY, 1, 0);
        long l2 = cache("l2Bytes", Machine.L2_PROPERTY, 2, l1);
        long l3 = cache("l3Bytes", Machine.L3_PROPERTY, 3, l2);
        int line = line();
        int processors = Runtime.getRuntime().availableProcessors();
        sources.put("processors", "Runtime.availableProcessors()");
        Machine machine = new Machine(cpu, lanes, registers, l1, l2, l3, line, processors);
        return new Host(machine, Collections.unmodifiableMap(sources), advice);
    }

    private String cpu() {
        try (var lines = Files.lines(places.cpuinfo(), StandardCharsets.UTF_8)) {
            Optional<String> name = lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .filter(text -> !text.isEmpty())
                    .findFirst();
            if (name.isPresent()) {
                sources.put("cpu", places.cpuinfo().toString());
                return name.get();
            }
        } catch (IOException | UncheckedIOException e) {
            // not a Linux, or a locked one: the architecture has to do
        }
        sources.put("cpu", "property os.arch");
        return arch();
    }

    private int lanes() {
        String forced = places.properties().getProperty(Machine.LANES_PROPERTY);
        if (forced != null) {
            sources.put("lanes", "property " + Machine.LANES_PROPERTY);
            int lanes = switch (forced) {
                case "128" -> 4;
                case "256" -> 8;
                case "512" -> 16;
                case "scalar" -> 1;
                default -> throw bad(Machine.LANES_PROPERTY, forced, "128, 256, 512 (bits) or scalar");
            };
            if (lanes == 1 || places.vectorModule()) {
                return lanes;
            }
        }
        Optional<String> obstacle = obstacle(forced != null);
        if (obstacle.isPresent()) {
            advice = obstacle;
            sources.put("lanes", "scalar: " + obstacle.get());
            return 1;
        }
        return lanesOfHotSpot();
    }

    /** What stands in the way of vector kernels, with its remedy; the compiler is no obstacle to forced vectors. */
    private Optional<String> obstacle(boolean forced) {
        if (!places.vectorModule()) {
            return Optional.of(
                    "The module jdk.incubator.vector is not there, so kernels run on scalars, many times slower;"
                            + " add --add-modules jdk.incubator.vector to the java command");
        }
        String vm = places.properties().getProperty("java.vm.info", "");
        boolean c2 = !vm.contains("interpreted mode")
                && intFlag("TieredStopAtLevel").orElse(4) >= 4
                && intFlag("MaxVectorSize").orElse(16) >= 16;
        if (!c2 && !forced) {
            return Optional.of("The C2 compiler is off, so kernels run on scalars, many times slower;"
                    + " remove -Xint, -client or -XX:TieredStopAtLevel from the java command");
        }
        if (!booleanFlag("UseFMA").orElse(true)) {
            return Optional.of("Fused multiply-add is off or missing, so kernels run on scalars, many times slower;"
                    + " remove -XX:-UseFMA or -XX:UseAVX=0 from the java command, or use a CPU with FMA");
        }
        return Optional.empty();
    }

    private int lanesOfHotSpot() {
        OptionalInt bytes = intFlag("MaxVectorSize");
        OptionalInt avx = intFlag("UseAVX");
        if (bytes.isEmpty()) {
            boolean x86 = isX86();
            sources.put("lanes", "default for " + arch());
            return x86 ? 8 : 4;
        }
        String flags = "HotSpot flag MaxVectorSize=" + bytes.getAsInt();
        int usable = bytes.getAsInt();
        if (avx.isPresent()) {
            flags += ", UseAVX=" + avx.getAsInt();
            // AVX without AVX2 has 256 bits for floats alone, so the Vector API prefers 128
            usable = Math.min(usable, avx.getAsInt() >= 2 ? 64 : 16);
        }
        sources.put("lanes", flags);
        return usable >= 64 ? 16 : usable >= 32 ? 8 : 4;
    }

    private int registers() {
        String forced = places.properties().getProperty(Machine.REGISTERS_PROPERTY);
        if (forced != null) {
            sources.put("registers", "property " + Machine.REGISTERS_PROPERTY);
            return switch (forced) {
                case "16" -> 16;
                case "32" -> 32;
                default -> throw bad(Machine.REGISTERS_PROPERTY, forced, "16 or 32");
            };
        }
        if (isX86()) {
            OptionalInt avx = intFlag("UseAVX");
            sources.put(
                    "registers", avx.isPresent() ? "HotSpot flag UseAVX=" + avx.getAsInt() : "default for " + arch());
            return avx.orElse(2) >= 3 ? 32 : 16;
        }
        sources.put("registers", "architecture " + arch());
        return arch().equals("aarch64") || arch().equals("riscv64") || arch().startsWith("ppc64") ? 32 : 16;
    }

    /** Bytes of a cache; what nobody forced is raised to the level below, since blocking counts on caches that grow. */
    private long cache(String name, String property, int level, long below) {
        String forced = places.properties().getProperty(property);
        if (forced != null) {
            sources.put(name, "property " + property);
            OptionalLong bytes = number(forced);
            if (bytes.isEmpty() || bytes.getAsLong() < MIN_CACHE || bytes.getAsLong() > MAX_CACHE) {
                throw bad(property, forced, "a number of bytes from " + MIN_CACHE + " to " + MAX_CACHE);
            }
            if (bytes.getAsLong() < below) {
                throw bad(property, forced, "at least the " + below + " bytes of the level before");
            }
            return bytes.getAsLong();
        }
        Optional<Path> directory = caches.directory(level);
        if (directory.isPresent()) {
            sources.put(name, directory.get().toString());
            return Math.max(below, CacheFiles.size(directory.get()).getAsLong());
        }
        if (level == 3 && caches.directory(2).isPresent()) {
            // a CPU with two levels has its second where others have their third
            sources.put(name, "no third level: as the second");
            return below;
        }
        sources.put(name, "default");
        return Math.max(below, DEFAULT_CACHES[level - 1]);
    }

    private int line() {
        OptionalInt line = caches.directory(1).map(CacheFiles::lineSize).orElse(OptionalInt.empty());
        sources.put("lineBytes", line.isPresent() ? caches.directory(1).get().toString() : "default");
        return line.orElse(DEFAULT_LINE);
    }

    private static OptionalLong number(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static IllegalArgumentException bad(String property, String value, String must) {
        return new IllegalArgumentException("property " + property + " is '" + value + "'; it must be " + must);
    }

    private String arch() {
        return places.properties().getProperty("os.arch", "unknown");
    }

    private boolean isX86() {
        return arch().equals("amd64") || arch().equals("x86_64");
    }

    private OptionalInt intFlag(String name) {
        OptionalLong value = number(String.valueOf(places.flags().apply(name)));
        return value.isPresent() ? OptionalInt.of((int) value.getAsLong()) : OptionalInt.empty();
    }

    private Optional<Boolean> booleanFlag(String name) {
        return Optional.ofNullable(places.flags().apply(name)).map(Boolean::parseBoolean);
    }

    private static String flag(String name) {
        try {
            HotSpotDiagnosticMXBean hotSpot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return hotSpot == null ? null : hotSpot.getVMOption(name).getValue();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
