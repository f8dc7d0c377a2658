package dev.lanewise.engine;

import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.planning.Accuracy;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Which algorithms were measured to be the fastest, kept in a file: a line for each convolution, with a checksum. A winner is
 * valid for its sizes, layouts, accuracy, workspace limit and number of threads, on machines of the same vectors and caches,
 * under the same version of the JDK and of this library.
 *
 * <p>At most {@value #MOST} winners are kept, the latest. A damaged line is reported to the logger
 * {@code dev.lanewise.engine} and ignored. The file is replaced as a whole, so that a crash leaves the old one or the new one;
 * of two processes that write at the same time, one loses what it found. Safe to use from many threads.
 */
public final class TuningCache {
    /** Most winners in a file. */
    public static final int MOST = 4096;

    private static final System.Logger LOGGER = System.getLogger("dev.lanewise.engine");
    private static final long MOST_BYTES = 1L << 22;

    private final Path file;
    private final Map<String, ConvAlgorithm> winners = new LinkedHashMap<>();

    private TuningCache(Path file) {
        this.file = file;
    }

    /**
     * Reads a cache.
     *
     * @param file the file; one that is not there yet is an empty cache
     * @return the cache
     * @throws NullPointerException if the file is null
     * @throws IOException if it cannot be read
     */
    public static TuningCache open(Path file) throws IOException {
        Checks.notNull(file, "file");
        TuningCache cache = new TuningCache(file);
        if (Files.exists(file)) {
            cache.read();
        }
        return cache;
    }

    /**
     * How many winners are known.
     *
     * @return at most {@link #MOST}
     */
    public synchronized int size() {
        return winners.size();
    }

    synchronized Optional<ConvAlgorithm> winner(String key) {
        return Optional.ofNullable(winners.get(key));
    }

    /** Keeps a winner, in memory and in the file. A file that cannot be written is reported. */
    synchronized void keep(String key, ConvAlgorithm winner) {
        add(key, winner);
        try {
            write();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "tuning cache " + file + " cannot be written; winners stay in memory", e);
        }
    }

    /** Keeps a winner in memory. */
    synchronized void add(String key, ConvAlgorithm winner) {
        winners.remove(key);
        winners.put(key, winner);
        trim();
    }

    /** What a winner depends on, in one line without a tab. */
    static String key(ConvProblem problem, Accuracy accuracy, long limit, int threads, Machine machine) {
        return String.format(
                Locale.ROOT,
                "%s; %s to %s; %s; limit %d; %d threads; %d lanes, %d registers, %d+%d+%d; %s; JDK %s; lanewise %s",
                problem.shape(),
                problem.in(),
                problem.out(),
                accuracy,
                limit,
                threads,
                machine.lanes(),
                machine.registers(),
                machine.l1Bytes(),
                machine.l2Bytes(),
                machine.l3Bytes(),
                machine.cpu().replace('\t', ' '),
                Runtime.version(),
                version());
    }

    private static String version() {
        Properties build = new Properties();
        try (InputStream in = TuningCache.class.getResourceAsStream("version.properties")) {
            build.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return build.getProperty("version");
    }

    private void read() throws IOException {
        long size = Files.size(file);
        if (size > MOST_BYTES) {
            LOGGER.log(
                    Level.WARNING,
                    "tuning cache " + file + " has " + size + " bytes, more than " + MOST_BYTES + ", and is ignored");
            return;
        }
        TreeSet<Integer> damaged = new TreeSet<>();
        int number = 0;
        // bytes that are no UTF-8 damage their line alone
        for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            number++;
            if (!readLine(line)) {
                damaged.add(number);
            }
        }
        trim();
        if (!damaged.isEmpty()) {
            LOGGER.log(
                    Level.WARNING, "tuning cache " + file + " is damaged in lines " + damaged + "; they are ignored");
        }
    }

    private boolean readLine(String line) {
        String[] parts = line.split("\t", -1);
        if (parts.length != 3 || !parts[0].equals(checksum(parts[1], parts[2]))) {
            return false;
        }
        Optional<ConvAlgorithm> algorithm = Stream.of(ConvAlgorithm.values())
                .filter(known -> known.name().equals(parts[1]))
                .findFirst();
        algorithm.ifPresent(known -> winners.put(parts[2], known));
        return algorithm.isPresent();
    }

    private void trim() {
        List<String> oldest = winners.keySet().stream()
                .limit(Math.max(0, winners.size() - MOST))
                .toList();
        oldest.forEach(winners::remove);
    }

    private void write() throws IOException {
        String text = winners.entrySet().stream()
                .map(entry -> checksum(entry.getValue().name(), entry.getKey()) + "\t"
                        + entry.getValue().name() + "\t" + entry.getKey() + "\n")
                .collect(Collectors.joining());
        Path directory = file.toAbsolutePath().getParent();
        Path next = Files.createTempFile(directory, ".tuning", ".tmp");
        try {
            Files.writeString(next, text);
            try {
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static String checksum(String algorithm, String key) {
        CRC32C checksum = new CRC32C();
        checksum.update((algorithm + '\t' + key).getBytes(StandardCharsets.UTF_8));
        return String.format(Locale.ROOT, "%08x", checksum.getValue());
    }
}
