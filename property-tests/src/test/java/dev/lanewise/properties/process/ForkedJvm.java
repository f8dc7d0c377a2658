package dev.lanewise.properties.process;

import dev.lanewise.engine.Engine;
import dev.lanewise.reference.ReferenceGemm;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs a main class of this package in another JVM, on the class path. */
final class ForkedJvm {
    private static final long LONGEST_SECONDS = 120;

    private ForkedJvm() {}

    /** What a JVM printed; it ended well. */
    record Output(List<String> out, List<String> err) {}

    static Output run(List<String> flags, Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-cp");
        command.add(classPath(Engine.class, ReferenceGemm.class, main));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile("forked", ".out");
        Path err = Files.createTempFile("forked", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            boolean ended = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError("%s\n%s\n%s\n%s"
                        .formatted(
                                ended ? "failed" : "too slow", command, Files.readString(out), Files.readString(err)));
            }
            return new Output(Files.readAllLines(out), Files.readAllLines(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static String classPath(Class<?>... classes) {
        return Stream.of(classes).map(ForkedJvm::location).distinct().collect(Collectors.joining(File.pathSeparator));
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
