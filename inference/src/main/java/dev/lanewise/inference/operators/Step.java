package dev.lanewise.inference.operators;

/** Part of a plan, ready to run any number of times, from many threads. */
@FunctionalInterface
public interface Step {
    /** Reads and writes values in the frame. */
    void run(Frame frame);
}
