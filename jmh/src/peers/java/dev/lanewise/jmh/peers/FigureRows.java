package dev.lanewise.jmh.peers;

import java.util.List;

/** A family of figures, measured together in a JVM of its own. */
interface FigureRows {

    /** The name on the command line. */
    String name();

    /** How many threads libraries may use. */
    default int threads() {
        return 1;
    }

    /** What the JVM needs beyond the module flag. */
    default List<String> jvmOptions() {
        return List.of();
    }

    /** Measures and hands each figure over as soon as it is there. */
    void measure(Bench bench) throws Throwable;

    /** Figures that follow from others of the family, whichever runs those came from. */
    default List<Figure> summary(List<Figure> figures) {
        return List.of();
    }
}
