package dev.lanewise.jmh.hotloops;

import dev.lanewise.engine.kernels.Kernels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Counts the stack references in the hot loops of every micro-kernel: a spilled accumulator costs a kernel 10 to 45 % of its
 * speed. Another JVM runs the kernels and prints their machine code; no disassembler plug-in is needed.
 */
public final class HotLoops {

    private static final String KERNELS = "dev.lanewise.engine.kernels.";
    private static final String MICRO_KERNELS = "VectorSgemm";

    private HotLoops() {}

    /**
     * What was found in one loop.
     *
     * @param method class and method
     * @param main whether it is the method's main loop, not one of the first or last few rounds
     * @param instructions in the loop
     * @param fmas fused multiply-adds among them
     * @param stackReferences instructions that touch the stack
     * @param spilledVectors those among them that move a vector
     */
    public record Finding(
            String method, boolean main, int instructions, int fmas, int stackReferences, int spilledVectors) {

        /**
         * Matrix-vector kernels keep no tile in registers.
         *
         * @return whether the loop is of a micro-kernel
         */
        public boolean isMicroKernel() {
            return method.startsWith(MICRO_KERNELS);
        }
    }

    /**
     * Prints a table.
     *
     * @param args {@code -v} for the loops themselves; then JVM options for the kernels' JVM, as in {@code -XX:UseAVX=2}
     * @throws Exception if the other JVM or objdump fails
     */
    public static void main(String[] args) throws Exception {
        Optional<String> obstacle = obstacle();
        if (obstacle.isPresent()) {
            System.err.println(obstacle.get());
            System.exit(2);
        }
        List<String> options = new ArrayList<>(List.of(args));
        boolean verbose = options.remove("-v");
        List<HotLoop> loops = loops(options);
        if (verbose) {
            loops.forEach(loop -> System.out.println(loop.method() + "\n" + String.join("\n", loop.lines()) + "\n"));
        }
        String row = "%-45s %-6s %12s %5s %16s%n";
        System.out.printf(row, "method", "loop", "instructions", "FMAs", "stack references");
        boolean spills = false;
        for (Finding found : loops.stream().map(HotLoops::finding).toList()) {
            System.out.printf(
                    row,
                    found.method(),
                    found.main() ? "main" : "side",
                    found.instructions(),
                    found.fmas(),
                    found.stackReferences());
            spills |= found.isMicroKernel() && found.main() && found.stackReferences() > 0;
        }
        System.exit(spills ? 1 : 0);
    }

    /**
     * Why hot loops cannot be read here, if so.
     *
     * @return the reason, with a remedy where there is one
     * @throws InterruptedException if interrupted
     */
    public static Optional<String> obstacle() throws InterruptedException {
        return Kernels.active().lanes() == 1
                ? Optional.of("this JVM computes with scalar kernels")
                : Disassembler.obstacle();
    }

    /**
     * Runs the kernels in another JVM and reads their loops.
     *
     * @param jvmOptions for that JVM
     * @return one finding for every innermost FMA loop
     * @throws IOException if the JVM or objdump fails, or C2 has not compiled a kernel
     * @throws InterruptedException if interrupted
     */
    public static List<Finding> find(List<String> jvmOptions) throws IOException, InterruptedException {
        return loops(jvmOptions).stream().map(HotLoops::finding).toList();
    }

    private static Finding finding(HotLoop loop) {
        return new Finding(
                loop.method(),
                loop.main(),
                loop.lines().size(),
                loop.fmas(),
                loop.stackReferences(),
                loop.spilledVectors());
    }

    private static List<HotLoop> loops(List<String> jvmOptions) throws IOException, InterruptedException {
        List<HotLoop> loops = new ArrayList<>();
        for (CompiledMethod method : CompiledMethod.parse(compilationLog(jvmOptions))) {
            loops.addAll(HotLoop.in(method.name(), Disassembler.disassemble(method.code())));
        }
        for (String kernel : KernelExercise.kernelClasses()) {
            if (loops.stream().noneMatch(loop -> loop.method().startsWith(kernel + "::"))) {
                throw new IOException("no FMA loop in the compiled code of " + kernel);
            }
        }
        return loops;
    }

    private static String compilationLog(List<String> jvmOptions) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:CompileCommand=quiet",
                "-XX:CompileCommand=print," + KERNELS + "VectorSgem*::*",
                "-XX:CompileCommand=print," + KERNELS + "VectorMappedSgem*::*"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), KernelExercise.class.getName()));
        Process jvm = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String log = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jvm.waitFor() != 0) {
            throw new IOException("failed: " + String.join(" ", command));
        }
        return log;
    }
}
