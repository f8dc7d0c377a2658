package dev.lanewise.properties.process;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Transpose;
import java.io.IOException;
import java.nio.file.Path;

/** Saves a small packed matrix. Usage: {@code PackedWeights FILE}. */
final class PackedWeights {
    private PackedWeights() {}

    public static void main(String[] arguments) throws IOException {
        try (Engine engine = Engine.builder().build()) {
            engine.pack(Transpose.NO, 3, 5, new float[15], 0, 5).save(Path.of(arguments[0]));
        }
    }
}
