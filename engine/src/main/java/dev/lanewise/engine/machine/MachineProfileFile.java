package dev.lanewise.engine.machine;

import dev.lanewise.engine.machine.MachineProfile.Bandwidth;
import dev.lanewise.engine.machine.MachineProfile.Rates;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/**
 * The file of a machine profile: properties, for people and diffs to read, and a checksum over all keys and values, so that
 * a torn or edited file is noticed.
 */
final class MachineProfileFile {
    private static final String FORMAT = "lanewise-machine-profile";
    private static final String VERSION = "1";

    // a profile of 1000 thread counts has some 400 kB
    private static final long MAX_BYTES = 1L << 20;

    private MachineProfileFile() {}

    static void save(MachineProfile profile, Path file) throws IOException {
        Properties out = new Properties();
        Machine machine = profile.machine();
        out.setProperty("format", FORMAT);
        out.setProperty("version", VERSION);
        out.setProperty("jdk", profile.jdk());
        out.setProperty("measured", profile.measured().toString());
        out.setProperty("machine.cpu", machine.cpu());
        out.setProperty("machine.lanes", Integer.toString(machine.lanes()));
        out.setProperty("machine.registers", Integer.toString(machine.registers()));
        out.setProperty("machine.l1", Long.toString(machine.l1Bytes()));
        out.setProperty("machine.l2", Long.toString(machine.l2Bytes()));
        out.setProperty("machine.l3", Long.toString(machine.l3Bytes()));
        out.setProperty("machine.line", Integer.toString(machine.lineBytes()));
        out.setProperty("machine.processors", Integer.toString(machine.processors()));
        profile.rates().forEach((threads, rates) -> {
            String prefix = "threads." + threads + ".";
            out.setProperty(prefix + "flops", Double.toString(rates.peakFlops()));
            rates.bandwidths().forEach((level, bandwidth) -> {
                out.setProperty(prefix + level + ".read", Double.toString(bandwidth.read()));
                out.setProperty(prefix + level + ".copy", Double.toString(bandwidth.copy()));
            });
        });
        out.setProperty("checksum", checksum(out));
        StringWriter text = new StringWriter();
        out.store(text, "What lanewise measured: FLOP/s and bytes per second");
        replace(file, text.toString());
    }

    /** Beside the file first, so that nobody ever reads half of it. */
    private static void replace(Path file, String text) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
        try {
            Files.writeString(part, text);
            Files.move(part, absolute, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    static MachineProfile load(Path file) throws IOException {
        return new Reader(file, properties(file)).profile();
    }

    private static Properties properties(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new MachineProfileFormatException(
                    file + " is not a machine profile: it is larger than " + MAX_BYTES + " bytes");
        }
        Properties in = new Properties();
        try {
            in.load(new StringReader(Files.readString(file)));
        } catch (CharacterCodingException | IllegalArgumentException e) {
            throw new MachineProfileFormatException(
                    file + " is not a machine profile: it is not properties in UTF-8", e);
        }
        return in;
    }

    private static String checksum(Properties properties) {
        CRC32C crc = new CRC32C();
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            if (!key.equals("checksum")) {
                crc.update((key + "=" + properties.getProperty(key) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    /** Reads the values out of the properties; each complaint names the file and the key. */
    private record Reader(Path file, Properties in) {
        MachineProfile profile() throws MachineProfileFormatException {
            if (!FORMAT.equals(in.getProperty("format"))) {
                throw new MachineProfileFormatException(file + " is not a machine profile: format is "
                        + in.getProperty("format") + "; it must be " + FORMAT);
            }
            if (!VERSION.equals(in.getProperty("version"))) {
                throw new MachineProfileFormatException(
                        file + " has version " + in.getProperty("version") + "; this release reads version " + VERSION);
            }
            if (!checksum(in).equals(in.getProperty("checksum"))) {
                throw new MachineProfileFormatException(file + " is damaged or was edited: its checksum is "
                        + in.getProperty("checksum") + "; it must be " + checksum(in));
            }
            try {
                return new MachineProfile(machine(), text("jdk"), Instant.parse(text("measured")), rates());
            } catch (IllegalArgumentException | DateTimeException e) {
                throw new MachineProfileFormatException(file + " is not a valid machine profile: " + e.getMessage(), e);
            }
        }

        private Machine machine() throws MachineProfileFormatException {
            return new Machine(
                    text("machine.cpu"),
                    Integer.parseInt(text("machine.lanes")),
                    Integer.parseInt(text("machine.registers")),
                    Long.parseLong(text("machine.l1")),
                    Long.parseLong(text("machine.l2")),
                    Long.parseLong(text("machine.l3")),
                    Integer.parseInt(text("machine.line")),
                    Integer.parseInt(text("machine.processors")));
        }

        private TreeMap<Integer, Rates> rates() throws MachineProfileFormatException {
            TreeMap<Integer, Rates> rates = new TreeMap<>();
            for (String key : in.stringPropertyNames()) {
                String[] parts = key.split("\\.", -1);
                if (parts.length == 3 && parts[0].equals("threads") && parts[2].equals("flops")) {
                    Map<MemoryLevel, Bandwidth> bandwidths = bandwidths("threads." + parts[1] + ".");
                    rates.put(Integer.valueOf(parts[1]), new Rates(Double.parseDouble(text(key)), bandwidths));
                }
            }
            return rates;
        }

        private Map<MemoryLevel, Bandwidth> bandwidths(String prefix) throws MachineProfileFormatException {
            Map<MemoryLevel, Bandwidth> bandwidths = new EnumMap<>(MemoryLevel.class);
            for (MemoryLevel level : MemoryLevel.values()) {
                if (in.containsKey(prefix + level + ".read")) {
                    double read = Double.parseDouble(text(prefix + level + ".read"));
                    double copy = Double.parseDouble(text(prefix + level + ".copy"));
                    bandwidths.put(level, new Bandwidth(read, copy));
                }
            }
            return bandwidths;
        }

        private String text(String key) throws MachineProfileFormatException {
            String value = in.getProperty(key);
            if (value == null) {
                throw new MachineProfileFormatException(file + " is not a valid machine profile: it has no " + key);
            }
            return value;
        }
    }
}
