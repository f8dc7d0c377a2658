package dev.lanewise.properties.support;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.EngineBuilder;
import dev.lanewise.engine.machine.Machine;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The engines that properties run on. Each is built at its first use and stays open as long as the JVM. */
public enum EngineKind {
    /** As a user gets it. */
    DEFAULT,

    /** Blocks of a few panels, so that small shapes go round all five loops. */
    SMALL_CACHES,

    /** A machine whose kernels are those of the other number of registers. */
    OTHER_REGISTERS,

    /** A pool of the engine's own. */
    TWO_THREADS,

    /** More threads than blocks, often. */
    THREE_THREADS_SMALL_CACHES,

    /** Threads of the caller. */
    EXECUTOR,

    /** Less workspace than packing both operands takes. */
    LITTLE_WORKSPACE,

    /** Nothing may be packed. */
    NO_WORKSPACE;

    private static final Map<EngineKind, Engine> ENGINES = new ConcurrentHashMap<>();

    /** The shared engine of this kind. */
    public Engine engine() {
        return ENGINES.computeIfAbsent(this, kind -> kind.builder().build());
    }

    private EngineBuilder builder() {
        EngineBuilder builder = Engine.builder();
        return switch (this) {
            case DEFAULT -> builder;
            case SMALL_CACHES -> builder.machine(smallCaches());
            case OTHER_REGISTERS -> builder.machine(otherRegisters());
            case TWO_THREADS -> builder.threads(2);
            case THREE_THREADS_SMALL_CACHES -> builder.threads(3).machine(smallCaches());
            case EXECUTOR -> builder.executor(daemons(), 2);
            case LITTLE_WORKSPACE -> builder.workspaceLimit(8 << 10);
            case NO_WORKSPACE -> builder.workspaceLimit(0);
        };
    }

    /** The host with caches so small that kc, mc and nc are a few panels. */
    public static Machine smallCaches() {
        Machine host = Machine.host();
        return new Machine(
                host.cpu() + ", small caches",
                host.lanes(),
                host.registers(),
                1 << 11,
                1 << 13,
                1 << 15,
                host.lineBytes(),
                host.processors());
    }

    private static Machine otherRegisters() {
        Machine host = Machine.host();
        return new Machine(
                host.cpu() + ", other registers",
                host.lanes(),
                host.registers() == 16 ? 32 : 16,
                host.l1Bytes(),
                host.l2Bytes(),
                host.l3Bytes(),
                host.lineBytes(),
                host.processors());
    }

    private static ExecutorService daemons() {
        return Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory());
    }
}
