package dev.lanewise.properties.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.PackedMatrix;
import dev.lanewise.engine.PackedMatrixFormatException;
import dev.lanewise.engine.machine.Machine;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights packed for other vectors are refused. */
@Tag("native-width")
class OtherLanesTest {
    @Test
    void refused(@TempDir Path folder) throws IOException, InterruptedException {
        String other = Machine.host().isScalar() ? "128" : "scalar";
        int otherLanes = Machine.host().isScalar() ? 4 : 1;
        Path foreign = folder.resolve("foreign");
        ForkedJvm.run(
                List.of("--add-modules=jdk.incubator.vector", "-D" + Machine.LANES_PROPERTY + "=" + other),
                PackedWeights.class,
                foreign.toString());
        String loading = assertThrowsExactly(PackedMatrixFormatException.class, () -> PackedMatrix.load(foreign))
                .getMessage();
        assertTrue(loading.contains(otherLanes + " lanes"), loading);
        try (Arena arena = Arena.ofConfined()) {
            assertThrowsExactly(PackedMatrixFormatException.class, () -> PackedMatrix.map(foreign, arena));
        }

        Path own = folder.resolve("own");
        ForkedJvm.run(List.of("--add-modules=jdk.incubator.vector"), PackedWeights.class, own.toString());
        assertEquals(5, PackedMatrix.load(own).cols());
    }
}
