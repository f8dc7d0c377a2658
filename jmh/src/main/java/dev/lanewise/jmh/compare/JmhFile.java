package dev.lanewise.jmh.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** A file that JMH wrote with {@code -rf json}. */
final class JmhFile {

    /** Bytes per operation, by {@code -prof gc}. */
    static final String ALLOCATION = "gc.alloc.rate.norm";

    /** What in-run ratios are called: {@code ofFmaPeak}, {@code ofBandwidth}. */
    private static final String RATIO = "of";

    private static final String PRIMARY = "primaryMetric";
    private static final String SECONDARY = "secondaryMetrics";

    private final Map<String, JsonNode> runs = new LinkedHashMap<>();

    JmhFile(Path file) throws IOException {
        JsonNode root = new ObjectMapper().readTree(file.toFile());
        if (!root.isArray()) {
            throw new IOException(file + " is not what JMH writes with -rf json: not an array");
        }
        for (JsonNode run : root) {
            if (!run.path(PRIMARY).path("rawData").isArray()) {
                throw new IOException(file + " is not what JMH writes with -rf json: no raw data");
            }
            runs.put(name(run), run);
        }
    }

    Iterable<String> names() {
        return runs.keySet();
    }

    /**
     * The score to compare: the ratio to the in-run peak where the benchmark has one, as it takes the machine's mood out.
     *
     * @param name of the benchmark with its parameters
     * @param metric a secondary one by name, {@code primary}, or empty for the above
     */
    Optional<ForkMeans> score(String name, String metric) {
        JsonNode run = runs.get(name);
        if (run == null) {
            return Optional.empty();
        }
        if (metric.equals("primary")) {
            return Optional.of(means(name, "primary", run, run.get(PRIMARY)));
        }
        for (Map.Entry<String, JsonNode> secondary : run.path(SECONDARY).properties()) {
            String key = secondary.getKey();
            if (metric.isEmpty() ? key.matches(RATIO + "[A-Z].*") : key.equals(metric)) {
                return Optional.of(means(name, key, run, secondary.getValue()));
            }
        }
        return metric.isEmpty() ? score(name, "primary") : Optional.empty();
    }

    private static String name(JsonNode run) {
        StringBuilder name = new StringBuilder(run.path("benchmark").asText());
        for (Map.Entry<String, JsonNode> parameter : run.path("params").properties()) {
            name.append(' ')
                    .append(parameter.getKey())
                    .append('=')
                    .append(parameter.getValue().asText());
        }
        return name.toString();
    }

    private static ForkMeans means(String name, String metric, JsonNode run, JsonNode score) {
        List<Double> means = StreamSupport.stream(score.path("rawData").spliterator(), false)
                .mapToDouble(fork -> IntStream.range(0, fork.size())
                        .mapToDouble(i -> fork.get(i).asDouble())
                        .average()
                        .orElse(Double.NaN))
                .boxed()
                .toList();
        boolean rate = run.path("mode").asText().equals("thrpt") && !metric.equals(ALLOCATION);
        return new ForkMeans(name, metric, score.path("scoreUnit").asText(), rate, means);
    }
}
