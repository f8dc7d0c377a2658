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
 * No micro-kernel on arrays keeps a vector on the stack in its main loop. Of addresses, in 8×2 C2 reads one argument, the offset of a
 * micro-panel, where the caller left it, in the row tile 4×2 two at times, as on one CPU; those that read four micro-panels may keep
 * some there. On mapped memory C2 spills in 2×4.
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
                        loop.stackReferences() <= allowed(loop.method()),
                        () -> loop.stackReferences() + " stack references of " + loop.method()));
        assertAll(Stream.concat(vectors, everything));
    }

    private static int allowed(String method) {
        if (method.contains("PackingTile")) {
            // where it reads and writes B
            return 6;
        }
        if (method.contains("RowTile4x2:")) {
            return 2;
        }
        return method.contains("Tile8x2:") ? 1 : 0;
    }
}
