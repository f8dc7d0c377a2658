package dev.lanewise.inference.cli;

import dev.lanewise.engine.machine.MemoryLevel;
import java.util.Locale;

/** How tables and charts write numbers and names. */
final class Words {
    private Words() {}

    static String name(MemoryLevel level) {
        return level == MemoryLevel.MEMORY ? "memory" : level.toString();
    }

    static String threads(int count) {
        return count == 1 ? "1 thread" : count + " threads";
    }

    /** Exact, in the largest unit without a fraction. */
    static String bytes(long bytes) {
        if (bytes % (1 << 20) == 0) {
            return (bytes >> 20) + " MiB";
        }
        return bytes % (1 << 10) == 0 ? (bytes >> 10) + " KiB" : bytes + " B";
    }

    /** Three digits or all before the point. */
    static String significant(double value) {
        int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** About so many bytes. */
    static String mebibytes(long bytes) {
        return significant(bytes / 1048576.0) + " MiB";
    }

    /** Cut to a width, so that columns stay in line. */
    static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }
}
