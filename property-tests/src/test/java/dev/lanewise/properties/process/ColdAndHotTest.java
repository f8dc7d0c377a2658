package dev.lanewise.properties.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lanewise.engine.machine.Machine;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The first run of a JVM, interpreted, gives the bits of the thousandth, compiled. */
@Tag("native-width")
class ColdAndHotTest {
    private static final String VECTOR_MODULE = "--add-modules=jdk.incubator.vector";

    @Test
    void sameBits() throws IOException, InterruptedException {
        List<String> hot = bits(List.of(VECTOR_MODULE), 20_000);
        List<String> cold = bits(List.of(VECTOR_MODULE), 1);
        assertFalse(hot.isEmpty());
        assertEquals(hot, cold, "compiled against the first run");
        // Without a compiler the engine would choose scalar kernels, unless the width is forced.
        int lanes = Machine.host().lanes();
        String width = lanes == 1 ? "scalar" : String.valueOf(lanes * Float.SIZE);
        List<String> interpreted =
                bits(List.of(VECTOR_MODULE, "-Xint", "-D" + Machine.LANES_PROPERTY + "=" + width), 1);
        assertEquals(hot, interpreted, "compiled against interpreted");
    }

    private static List<String> bits(List<String> flags, int runs) throws IOException, InterruptedException {
        return ForkedJvm.run(flags, ResultBits.class, String.valueOf(runs)).out();
    }
}
