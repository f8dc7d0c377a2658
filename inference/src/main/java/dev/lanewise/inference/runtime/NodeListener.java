package dev.lanewise.inference.runtime;

/** Hears of every node as it runs. */
public interface NodeListener {
    /** A node is about to run. */
    void before(PlannedNode node);

    /** A node has run. */
    void after(PlannedNode node);
}
