package dev.lanewise.engine;

import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.parallel.ExecutorParallel;
import dev.lanewise.engine.parallel.OwnPool;
import dev.lanewise.engine.parallel.Parallel;
import java.util.concurrent.Executor;

/** Describes an engine. Building measures nothing. */
public final class EngineBuilder {
    private int threads = 1;
    private Executor executor;
    private long workspaceLimit = Long.MAX_VALUE;
    private int spinMicros = 50;
    private Machine machine = Machine.host();

    EngineBuilder() {}

    /**
     * Gives the engine threads of its own; they are daemons, and parked between runs.
     *
     * @param count threads that a run uses, the caller's included; 1 starts none
     * @return this
     * @throws IllegalArgumentException if count is below 1
     */
    public EngineBuilder threads(int count) {
        Checks.positive(count, "threads");
        threads = count;
        executor = null;
        return this;
    }

    /**
     * Lets runs use the caller's threads.
     *
     * @param helpers runs helpers of a run; never shut down
     * @param parallelism threads that a run uses, the calling one included
     * @return this
     * @throws NullPointerException if the executor is null
     * @throws IllegalArgumentException if parallelism is below 1
     */
    public EngineBuilder executor(Executor helpers, int parallelism) {
        Checks.notNull(helpers, "executor");
        Checks.positive(parallelism, "parallelism");
        executor = helpers;
        threads = parallelism;
        return this;
    }

    /**
     * Caps the workspace of all runs together; a run that finds too little free waits for another to end. Plans fit it.
     *
     * @param bytes 0 or more
     * @return this
     * @throws IllegalArgumentException if bytes is negative
     */
    public EngineBuilder workspaceLimit(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("workspaceLimit is " + bytes + "; it must be 0 or more");
        }
        workspaceLimit = bytes;
        return this;
    }

    /**
     * How long a caller spins for the last part of its run before it parks.
     *
     * @param micros microseconds, 0 or more; 50 is the default
     * @return this
     * @throws IllegalArgumentException if micros is negative
     */
    public EngineBuilder spinMicros(int micros) {
        Checks.size(micros, "spinMicros");
        spinMicros = micros;
        return this;
    }

    /**
     * Plans for another machine than the host: other cache sizes, never other lanes.
     *
     * @param model the machine
     * @return this
     * @throws NullPointerException if the machine is null
     * @throws IllegalArgumentException if its lanes are not the host's
     */
    public EngineBuilder machine(Machine model) {
        Checks.notNull(model, "machine");
        if (model.lanes() != Machine.host().lanes()) {
            throw new IllegalArgumentException("machine has " + model.lanes() + " lanes; it must have the host's, "
                    + Machine.host().lanes());
        }
        machine = model;
        return this;
    }

    /**
     * Builds the engine and starts its threads, if any.
     *
     * @return a new engine
     */
    public Engine build() {
        long spinNanos = spinMicros * 1000L;
        Parallel parallel;
        if (threads == 1) {
            parallel = Parallel.onCaller();
        } else if (executor != null) {
            parallel = new ExecutorParallel(executor, threads, spinNanos);
        } else {
            parallel = new OwnPool(threads, spinNanos);
        }
        return new Engine(machine, parallel, workspaceLimit);
    }
}
