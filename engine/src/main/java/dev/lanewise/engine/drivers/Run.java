package dev.lanewise.engine.drivers;

import dev.lanewise.engine.parallel.Job;

/** An operator under way. Used again and again, by one caller at a time, so that runs allocate nothing. */
public interface Run extends Job {
    /** Forgets the operands, so that a pooled run keeps nothing alive. */
    void clear();
}
