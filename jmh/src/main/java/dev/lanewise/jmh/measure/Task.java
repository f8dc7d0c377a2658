package dev.lanewise.jmh.measure;

/**
 * Something to time.
 *
 * @param name in tables
 * @param work what one call does, in FLOP or bytes, so that rates can be compared
 * @param body one call
 */
public record Task(String name, double work, Body body) {

    /** One call of a task. */
    @FunctionalInterface
    public interface Body {

        /**
         * Does the work.
         *
         * @throws Throwable whatever a method handle may
         */
        void run() throws Throwable;
    }
}
