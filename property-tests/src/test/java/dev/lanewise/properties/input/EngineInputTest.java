package dev.lanewise.properties.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.EngineBuilder;
import dev.lanewise.engine.Gemm;
import dev.lanewise.engine.Linear;
import dev.lanewise.engine.Transpose;
import dev.lanewise.engine.machine.Machine;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What no engine can be built with, and what no closed engine does. */
class EngineInputTest {
    @Test
    void builder() {
        EngineBuilder builder = Engine.builder();
        refused("threads is 0; it must be", () -> builder.threads(0));
        refused("threads is -1; it must be", () -> builder.threads(-1));
        refused("parallelism is 0; it must be", () -> builder.executor(Runnable::run, 0));
        refused("workspaceLimit is -1; it must be", () -> builder.workspaceLimit(-1));
        refused("spinMicros is -1; it must be", () -> builder.spinMicros(-1));
        assertThrowsExactly(NullPointerException.class, () -> builder.executor(null, 1));
        assertThrowsExactly(NullPointerException.class, () -> builder.machine(null));
        Machine host = Machine.host();
        Machine other = new Machine(
                "other lanes",
                host.lanes() == 4 ? 8 : 4,
                host.registers(),
                host.l1Bytes(),
                host.l2Bytes(),
                host.l3Bytes(),
                host.lineBytes(),
                host.processors());
        refused("machine has " + other.lanes() + " lanes; it must", () -> builder.machine(other));
    }

    @Test
    void closedEngineRefusesEverything() {
        float[] a = {1};
        float[] c = {3};
        float[][] as = {a};
        float[][] cs = {c};
        Engine engine = Engine.builder().threads(2).build();
        Gemm gemm = engine.gemm(1, 1, 1).prepare();
        Linear linear = engine.linear(1, 1).weights(a, 0, 1).prepare();
        Gemm.Builder gemmBuilder = engine.gemm(1, 1, 1);
        engine.close();
        engine.close();
        Transpose no = Transpose.NO;
        Map<String, Executable> calls = Map.of(
                "sgemm",
                () -> engine.sgemm(no, no, 1, 1, 1, 1, a, 0, 1, a, 0, 1, 0, c, 0, 1),
                "sgemm of nothing",
                () -> engine.sgemm(no, no, 0, 0, 0, 1, a, 0, 1, a, 0, 1, 0, c, 0, 1),
                "strided batch",
                () -> engine.sgemmStridedBatched(no, no, 1, 1, 1, 1, a, 0, 1, 1, a, 0, 1, 1, 0, c, 0, 1, 1, 1),
                "pointer batch",
                () -> engine.sgemmBatched(no, no, 1, 1, 1, 1, as, 1, as, 1, 0, cs, 1),
                "sgemv",
                () -> engine.sgemv(no, 1, 1, 1, a, 0, 1, a, 0, 1, 0, c, 0, 1),
                "pack",
                () -> engine.pack(no, 1, 1, a, 0, 1),
                "prepare",
                gemmBuilder::prepare,
                "prepared product",
                () -> gemm.run(a, 0, a, 0, c, 0),
                "prepared layer",
                () -> linear.run(1, a, 0, 1, c, 0, 1));
        calls.forEach((name, call) -> {
            IllegalStateException e = assertThrowsExactly(IllegalStateException.class, call, name);
            assertTrue(e.getMessage().contains("closed"), () -> name + ": " + e.getMessage());
            assertEquals(3, c[0], name);
        });
    }

    private static void refused(String start, Executable call) {
        IllegalArgumentException e = assertThrowsExactly(IllegalArgumentException.class, call);
        assertTrue(e.getMessage().startsWith(start), e.getMessage());
    }
}
