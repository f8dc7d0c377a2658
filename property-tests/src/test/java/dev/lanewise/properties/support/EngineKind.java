package dev.lanewise.properties.support;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.EngineBuilder;
import dev.lanewise.engine.Transpose;
import dev.lanewise.engine.machine.Machine;
import java.util.Arrays;
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

    /** A product that packs more than most cases need, and takes no time. */
    private static final int ROWS = 4;

    private static final int COLUMNS = 512;
    private static final int DEPTH = 128;
    private static final float[] NANS = new float[DEPTH * COLUMNS];

    static {
        Arrays.fill(NANS, Float.NaN);
    }

    private static final Map<EngineKind, Engine> ENGINES = new ConcurrentHashMap<>();

    /** The shared engine of this kind. Its workspace is full of NaNs, as other work may have left it: no run may see them. */
    public Engine engine() {
        Engine engine = ENGINES.computeIfAbsent(this, kind -> kind.builder().build());
        if (!Width.EMULATED) {
            leaveNans(engine);
        }
        return engine;
    }

    private static void leaveNans(Engine engine) {
        float[] c = new float[ROWS * COLUMNS];
        engine.sgemm(
                Transpose.NO,
                Transpose.NO,
                ROWS,
                COLUMNS,
                DEPTH,
                1,
                NANS,
                0,
                DEPTH,
                NANS,
                0,
                COLUMNS,
                0,
                c,
                0,
                COLUMNS);
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
