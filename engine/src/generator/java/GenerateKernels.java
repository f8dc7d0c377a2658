import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the micro-kernels that differ only by tile. Usage: {@code java GenerateKernels.java OUTPUT_DIRECTORY}. */
final class GenerateKernels {
    private GenerateKernels() {}

    public static void main(String[] args) throws IOException {
        Files.createDirectories(Path.of(args[0]));
    }
}
