package dev.lanewise.engine;

import dev.lanewise.engine.drivers.Run;
import dev.lanewise.engine.parallel.Slots;
import java.util.function.Supplier;

/** The runs of one kind of operator: kept for reuse, and counted while they are under way. */
class Runs<R extends Run> {
    private final Usage usage;
    private final Slots<R> slots;

    Runs(Usage usage, Supplier<R> factory) {
        this.usage = usage;
        slots = new Slots<>(factory);
    }

    /** Takes a run; refuses where the engine is closed. */
    final R begin() {
        usage.enter();
        return slots.take();
    }

    /** Gives a run back. */
    final void end(R run) {
        run.clear();
        slots.give(run);
        usage.exit();
    }
}
