package dev.lanewise.jmh.peers;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * From the start of a JVM to the first text that it has read from a picture, and to steady speed: the end of the first read that
 * takes at most a fifth longer than the fastest. Medians of some JVMs.
 */
final class StartupRows implements FigureRows {

    private static final String PICTURE = "samples/page.png";
    private static final int JVMS = 5;
    private static final int READS = 16;
    private static final double STEADY = 1.2;

    @Override
    public String name() {
        return "startup";
    }

    @Override
    public int threads() {
        return 2;
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        if (!bench.wants("OCR")) {
            return;
        }
        if (!Files.isReadable(Path.of(PICTURE))) {
            throw new FileNotFoundException(PICTURE + " cannot be read; run this in the project's folder");
        }
        double[] first = new double[JVMS];
        double[] steady = new double[JVMS];
        List<Long> fastest = new ArrayList<>();
        for (int i = 0; i < JVMS; i++) {
            long start = System.nanoTime();
            List<Double> ends = new ArrayList<>();
            List<Long> reads = reads(start, ends);
            fastest.add(Collections.min(reads));
            first[i] = ends.getFirst();
            int settled = 0;
            while (reads.get(settled) > STEADY * Collections.min(reads)) {
                settled++;
            }
            steady[i] = ends.get(settled);
        }
        String note = JVMS + " JVMs; a read then takes " + Collections.min(fastest) + " ms";
        bench.report(Figure.atMost(name(), "OCR to the first result", Double.NaN, 2, median(first), "seconds", note));
        bench.report(Figure.atMost(name(), "OCR to steady speed", Double.NaN, 3, median(steady), "seconds", note));
    }

    /** Milliseconds of every read; adds the seconds at which each ended. */
    private List<Long> reads(long start, List<Double> ends) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(ModelRows.JVM_OPTIONS);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                OcrStartup.class.getName(),
                PICTURE,
                Integer.toString(threads()),
                Integer.toString(READS)));
        Process jvm = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<Long> reads = new ArrayList<>();
        try (BufferedReader lines = jvm.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                reads.add(Long.parseLong(line));
                ends.add((System.nanoTime() - start) / 1e9);
            }
        }
        if (jvm.waitFor() != 0 || reads.size() != READS) {
            throw new IOException(command + " failed");
        }
        return reads;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
