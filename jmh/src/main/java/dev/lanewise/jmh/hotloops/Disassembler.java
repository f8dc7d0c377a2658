package dev.lanewise.jmh.hotloops;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** binutils' {@code objdump}. */
final class Disassembler {

    private Disassembler() {}

    /** Why nothing can be disassembled here, if so. */
    static Optional<String> obstacle() throws InterruptedException {
        if (!System.getProperty("os.arch").equals("amd64")) {
            return Optional.of("hot loops are read on x86-64 only; this is " + System.getProperty("os.arch"));
        }
        try {
            Process objdump = new ProcessBuilder("objdump", "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return objdump.waitFor() == 0 ? Optional.empty() : Optional.of("objdump --version failed");
        } catch (IOException e) {
            return Optional.of("no objdump: install binutils (" + e.getMessage() + ")");
        }
    }

    /** Instructions one by one, each as {@code address: mnemonic operands}. */
    static List<String> disassemble(byte[] code) throws IOException, InterruptedException {
        Path binary = Files.createTempFile("hotloop", ".bin");
        try {
            Files.write(binary, code);
            Process objdump = new ProcessBuilder(
                            "objdump",
                            "-D",
                            "-b",
                            "binary",
                            "-m",
                            "i386:x86-64",
                            "-M",
                            "intel",
                            "--no-show-raw-insn",
                            binary.toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(objdump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (objdump.waitFor() != 0) {
                throw new IOException("objdump failed: " + output);
            }
            return output.lines().toList();
        } finally {
            Files.delete(binary);
        }
    }
}
