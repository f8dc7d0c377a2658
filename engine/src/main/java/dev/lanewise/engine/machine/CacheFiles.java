package dev.lanewise.engine.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The data caches of one core as Linux tells them, in one directory {@code index*} per cache. */
final class CacheFiles {
    private static final int MAX_INDEX = 8;
    private static final long MAX_BYTES = 1L << 40;

    private final Path root;

    CacheFiles(Path root) {
        this.root = root;
    }

    /** The directory of the data or unified cache of a level. */
    Optional<Path> directory(int level) {
        for (int index = 0; index < MAX_INDEX; index++) {
            Path directory = root.resolve("index" + index);
            if (read(directory.resolve("level")).equals(Integer.toString(level))
                    && !read(directory.resolve("type")).equals("Instruction")
                    && size(directory).isPresent()) {
                return Optional.of(directory);
            }
        }
        return Optional.empty();
    }

    /** Bytes of the cache in this directory. */
    static OptionalLong size(Path directory) {
        String text = read(directory.resolve("size")).toUpperCase(Locale.ROOT);
        int shift = text.endsWith("K") ? 10 : text.endsWith("M") ? 20 : 0;
        OptionalLong number = number(shift == 0 ? text : text.substring(0, text.length() - 1));
        if (number.isEmpty() || number.getAsLong() < 1 || number.getAsLong() > MAX_BYTES >> shift) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(number.getAsLong() << shift);
    }

    /** Bytes of a line of the cache in this directory. */
    static OptionalInt lineSize(Path directory) {
        OptionalLong line = number(read(directory.resolve("coherency_line_size")));
        boolean sane = line.isPresent()
                && line.getAsLong() >= 16
                && line.getAsLong() <= 1024
                && Long.bitCount(line.getAsLong()) == 1;
        return sane ? OptionalInt.of((int) line.getAsLong()) : OptionalInt.empty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static OptionalLong number(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
