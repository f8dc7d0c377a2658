package dev.lanewise.jmh.hotloops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * No micro-kernel on arrays keeps an accumulator on the stack in its main loop. In 8×2 C2 reads one argument, the offset of a
 * micro-panel, where the caller left it; those that read four micro-panels may keep an address there. On mapped memory C2 spills
 * in 2×4.
 */
class MicroKernelSpillsTest {
    /** What C2 knows when it compiles depends on the machine's load: a kernel spills if it does so in every one of these JVMs. */
    private static final int JVMS = 3;

    @Test
    void keepEverythingInRegisters() throws Exception {
        Optional<String> obstacle = HotLoops.obstacle();
        assumeTrue(obstacle.isEmpty(), () -> obstacle.orElseThrow());
        Map<String, String> spilling = spilling();
        for (int i = 1; i < JVMS && !spilling.isEmpty(); i++) {
            spilling.keySet().retainAll(spilling().keySet());
        }
        assertEquals(Map.of(), spilling);
    }

    /** Those that spill in a new JVM, and what. */
    private static Map<String, String> spilling() throws IOException, InterruptedException {
        return HotLoops.find(List.of()).stream()
                .filter(HotLoops.Finding::main)
                .filter(HotLoops.Finding::isMicroKernel)
                .filter(loop -> !loop.method().contains("Mapped"))
                .filter(loop -> loop.spilledVectors() > 0 || loop.stackReferences() > allowed(loop.method()))
                .collect(Collectors.toMap(
                        HotLoops.Finding::method,
                        loop -> "%d stack references, %d of them vectors"
                                .formatted(loop.stackReferences(), loop.spilledVectors()),
                        (one, other) -> one,
                        TreeMap::new));
    }

    private static int allowed(String method) {
        if (method.contains("x4:")) {
            return Integer.MAX_VALUE;
        }
        return method.contains("Tile8x2:") ? 1 : 0;
    }
}
