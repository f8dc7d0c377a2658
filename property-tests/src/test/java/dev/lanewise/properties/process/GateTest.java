package dev.lanewise.properties.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.properties.process.ForkedJvm.Output;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Where the Vector API cannot be used, scalar kernels give right results, and one line names the remedy. */
@Tag("native-width")
class GateTest {
    private static final String VECTOR_MODULE = "--add-modules=jdk.incubator.vector";

    @Test
    void withoutTheModule() throws IOException, InterruptedException {
        assertScalar(ForkedJvm.run(List.of(), SmallProduct.class), "--add-modules jdk.incubator.vector");
    }

    @Test
    void withoutC2() throws IOException, InterruptedException {
        assertScalar(
                ForkedJvm.run(List.of(VECTOR_MODULE, "-XX:TieredStopAtLevel=1"), SmallProduct.class),
                "TieredStopAtLevel");
    }

    @Test
    void withoutACompiler() throws IOException, InterruptedException {
        assertScalar(ForkedJvm.run(List.of(VECTOR_MODULE, "-Xint"), SmallProduct.class), "-Xint");
    }

    @Test
    void whoAsksForScalarKernelsGetsNoAdvice() throws IOException, InterruptedException {
        Output output = ForkedJvm.run(List.of("-Dlanewise.lanes=scalar"), SmallProduct.class);
        assertEquals(List.of("lanes 1", "lanes 1"), output.out());
        assertEquals(List.of(), output.err());
    }

    private static void assertScalar(Output output, String remedy) {
        assertEquals(List.of("lanes 1", "lanes 1"), output.out());
        List<String> naming =
                output.err().stream().filter(line -> line.contains(remedy)).toList();
        assertEquals(1, naming.size(), () -> "lines that name " + remedy + " in " + output.err());
    }
}
