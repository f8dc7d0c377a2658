package dev.lanewise.jmh.hotloops;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * No micro-kernel on arrays keeps an accumulator on the stack in its main loop. In 8×2 C2 reads one argument, the offset of a
 * micro-panel, where the caller left it; those that read four micro-panels may keep an address there. On mapped memory C2 spills
 * in 2×4.
 */
class MicroKernelSpillsTest {

    @Test
    void keepEverythingInRegisters() throws Exception {
        Optional<String> obstacle = HotLoops.obstacle();
        assumeTrue(obstacle.isEmpty(), () -> obstacle.orElseThrow());
        List<HotLoops.Finding> loops = HotLoops.find(List.of()).stream()
                .filter(HotLoops.Finding::main)
                .filter(HotLoops.Finding::isMicroKernel)
                .filter(loop -> !loop.method().contains("Mapped"))
                .toList();
        Stream<Executable> vectors = loops.stream()
                .map(loop -> () -> assertEquals(0, loop.spilledVectors(), () -> "spilled vectors of " + loop.method()));
        Stream<Executable> everything = loops.stream()
                .filter(loop -> !loop.method().contains("x4:"))
                .map(loop -> () -> assertTrue(
                        loop.stackReferences() <= (loop.method().contains("Tile8x2:") ? 1 : 0),
                        () -> loop.stackReferences() + " stack references of " + loop.method()));
        assertAll(Stream.concat(vectors, everything));
    }
}
