package dev.lanewise.engine.machine;

/** Where a working set lives, nearest first. */
public enum MemoryLevel {
    /** The first-level data cache of each core. */
    L1,
    /** The second-level cache. */
    L2,
    /** The third-level cache, mostly shared by several cores. */
    L3,
    /** Main memory. */
    MEMORY
}
