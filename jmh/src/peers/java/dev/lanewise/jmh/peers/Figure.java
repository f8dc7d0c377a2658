package dev.lanewise.jmh.peers;

import java.util.Locale;

/**
 * One line of the table of figures.
 *
 * @param rows the family it belongs to
 * @param what the case
 * @param sense whether more is better
 * @param must not done beyond it, NaN where nothing is asked
 * @param goal what we are after, NaN where nothing is
 * @param measured the figure
 * @param peer against what
 * @param note what the figure rests on
 */
record Figure(
        String rows, String what, Sense sense, double must, double goal, double measured, String peer, String note) {

    enum Sense {
        AT_LEAST,
        AT_MOST,
        FOR_INFORMATION
    }

    private static final String SEPARATOR = ",";
    private static final int FIELDS = 8;
    // a figure is compared as it is printed, to three places
    private static final double ROUNDING = 0.0005;

    Figure {
        if ((rows + what + peer + note).contains(SEPARATOR)) {
            throw new IllegalArgumentException("a comma in one of " + rows + ", " + what + ", " + peer + ", " + note);
        }
    }

    static Figure atLeast(
            String rows, String what, double must, double goal, double measured, String peer, Object note) {
        return new Figure(rows, what, Sense.AT_LEAST, must, goal, measured, peer, plain(note));
    }

    static Figure atMost(
            String rows, String what, double must, double goal, double measured, String peer, Object note) {
        return new Figure(rows, what, Sense.AT_MOST, must, goal, measured, peer, plain(note));
    }

    static Figure info(String rows, String what, double measured, String peer, Object note) {
        return new Figure(rows, what, Sense.FOR_INFORMATION, Double.NaN, Double.NaN, measured, peer, plain(note));
    }

    static Figure parse(String line) {
        String[] fields = line.split(SEPARATOR, -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("not " + FIELDS + " fields: " + line);
        }
        return new Figure(
                fields[0],
                fields[1],
                Sense.valueOf(fields[2]),
                Double.parseDouble(fields[3]),
                Double.parseDouble(fields[4]),
                Double.parseDouble(fields[5]),
                fields[6],
                fields[7]);
    }

    String toCsv() {
        return String.join(
                SEPARATOR,
                rows,
                what,
                sense.name(),
                Double.toString(must),
                Double.toString(goal),
                Double.toString(measured),
                peer,
                note);
    }

    /** For the eye, while the run goes on. */
    String toLine() {
        return "%-16s %-34s %9s  %-6s %s  [%s]".formatted(rows, what, number(measured), verdict(), peer, note);
    }

    String verdict() {
        if (sense == Sense.FOR_INFORMATION) {
            return "";
        }
        if (!Double.isNaN(must) && !reaches(must)) {
            return "BELOW";
        }
        return Double.isNaN(goal) || reaches(goal) ? "goal" : Double.isNaN(must) ? "stated" : "must";
    }

    /** Whether two lines are of the same case, so that a later one replaces the other. */
    boolean isSameCase(Figure other) {
        return rows.equals(other.rows) && what.equals(other.what);
    }

    static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e6) {
            return Long.toString((long) value);
        }
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.1f" : "%.3f", value);
    }

    private boolean reaches(double limit) {
        return sense == Sense.AT_LEAST ? measured >= limit - ROUNDING : measured <= limit + ROUNDING;
    }

    private static String plain(Object note) {
        return note.toString().replace(SEPARATOR, ";");
    }
}
