package dev.lanewise.engine.parallel;

/** Work in parts that do not depend on each other. */
@FunctionalInterface
public interface Job {
    /**
     * Does one part.
     *
     * @param part its number, from 0
     */
    void run(int part);
}
