package dev.lanewise.jmh.hotloops;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** No micro-kernel of this machine touches the stack in its main loop. */
class MicroKernelSpillsTest {

    @Test
    void keepEverythingInRegisters() throws Exception {
        Optional<String> obstacle = HotLoops.obstacle();
        assumeTrue(obstacle.isEmpty(), () -> obstacle.orElseThrow());
        Stream<Executable> checks = HotLoops.find(List.of()).stream()
                .filter(HotLoops.Finding::main)
                .filter(HotLoops.Finding::isMicroKernel)
                .map(loop ->
                        () -> assertEquals(0, loop.stackReferences(), () -> "stack references of " + loop.method()));
        assertAll(checks);
    }
}
