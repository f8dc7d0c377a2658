package dev.lanewise.jmh.hotloops;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * No micro-kernel of this machine keeps an accumulator on the stack in its main loop. Tiles that read one or two micro-panels
 * of an array keep nothing there; those that read four, or mapped memory, may run out of integer registers for addresses.
 */
class MicroKernelSpillsTest {

    @Test
    void keepEverythingInRegisters() throws Exception {
        Optional<String> obstacle = HotLoops.obstacle();
        assumeTrue(obstacle.isEmpty(), () -> obstacle.orElseThrow());
        List<HotLoops.Finding> loops = HotLoops.find(List.of()).stream()
                .filter(HotLoops.Finding::main)
                .filter(HotLoops.Finding::isMicroKernel)
                .toList();
        Stream<Executable> vectors = loops.stream()
                .map(loop -> () -> assertEquals(0, loop.spilledVectors(), () -> "spilled vectors of " + loop.method()));
        Stream<Executable> everything = loops.stream()
                .filter(loop -> !loop.method().contains("x4:") && !loop.method().contains("Mapped"))
                .map(loop ->
                        () -> assertEquals(0, loop.stackReferences(), () -> "stack references of " + loop.method()));
        assertAll(Stream.concat(vectors, everything));
    }
}
