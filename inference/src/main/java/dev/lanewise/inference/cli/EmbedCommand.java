package dev.lanewise.inference.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.lanewise.inference.SessionOptions;
import dev.lanewise.inference.text.TextEmbedder;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the embedding of a text, or how alike several texts are. */
@Command(
        name = "embed",
        description = {
            "Turns texts into vectors, and tells how alike texts are.",
            "",
            "Uses the model all-MiniLM-L6-v2. Prints the embedding of one text, 384 numbers, as JSON; of several, "
                    + "a table of how alike they are: cosines, 1 for the same.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  lanewise embed \"A cat sits on the mat\"",
            "  lanewise embed \"A cat sits\" \"A kitten rests\" \"The market fell\"",
            "  lanewise embed --json --int8 \"first text\" \"second text\""
        })
final class EmbedCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TEXT", arity = "1..*", description = "A text; of long ones the first 200 words or so.")
    private List<String> texts;

    @Option(names = "--json", description = "Print embeddings as JSON, of several texts too.")
    private boolean json;

    @Option(names = "--int8", description = "Take the model with 8-bit weights.")
    private boolean int8;

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads; 1 unless given.")
    private int threads;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads is " + threads + "; it must be at least 1");
        }
        List<float[]> vectors = new ArrayList<>();
        try (TextEmbedder embedder = TextEmbedder.load(SessionOptions.DEFAULT.withThreads(threads), int8)) {
            for (String text : texts) {
                vectors.add(embedder.embed(text));
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json || texts.size() == 1) {
            out.println(JSON.std.asString(describe(vectors)));
        } else {
            printSimilarities(vectors, out);
        }
        return 0;
    }

    private List<Map<String, Object>> describe(List<float[]> vectors) {
        List<Map<String, Object>> described = new ArrayList<>();
        for (int i = 0; i < vectors.size(); i++) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("text", texts.get(i));
            fields.put("embedding", vectors.get(i));
            described.add(fields);
        }
        return described;
    }

    private void printSimilarities(List<float[]> vectors, PrintWriter out) {
        StringBuilder head = new StringBuilder("    ");
        for (int i = 1; i <= texts.size(); i++) {
            head.append(String.format(Locale.ROOT, "%7d", i));
        }
        out.println(head);
        for (int i = 0; i < texts.size(); i++) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%3d ", i + 1));
            for (float[] other : vectors) {
                line.append(String.format(Locale.ROOT, "%7.3f", TextEmbedder.similarity(vectors.get(i), other)));
            }
            out.println(line.append("  ").append(texts.get(i).replaceAll("\\s+", " ")));
        }
        out.flush();
    }
}
