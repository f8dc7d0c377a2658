package dev.lanewise.inference.conformance;

import dev.lanewise.inference.conformance.Outcome.Kind;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Writes what became of all tests as a page of the documentation. */
final class PassTable {
    private static final String HEAD = """
            # Conformance

            What becomes of the tests in Debian's package `libonnx-testdata` (ONNX's own: models with inputs and the outputs they must
            give). Written by `mvn verify -Pconformance -pl inference -am`, which fails if anything in here changes: where a change is
            meant, copy `inference/target/CONFORMANCE.md` over this file.

            """;

    private PassTable() {}

    static String of(Collection<Outcome> outcomes) {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("| tests | passed | refused by name | failed | flawed |\n|---|--:|--:|--:|--:|\n");
        row(page, "all " + outcomes.size(), outcomes);
        List<Outcome> peer = outcomes.stream().filter(Outcome::loadedByPeer).toList();
        row(page, "those " + peer.size() + " that ONNX Runtime 1.29 loads", peer);
        page.append("\n## By operator\n\nA test counts for every operator of its model.\n\n");
        page.append("| operator | passed | refused | failed | flawed |\n|---|--:|--:|--:|--:|\n");
        TreeMap<String, List<Outcome>> byOperator = new TreeMap<>();
        for (Outcome outcome : outcomes) {
            for (String operator : outcome.test().operators()) {
                byOperator.merge(operator, List.of(outcome), PassTable::joined);
            }
        }
        byOperator.forEach((operator, group) -> row(page, operator, group));
        page.append("\n## Not passed\n\n| test | why |\n|---|---|\n");
        for (Outcome outcome : outcomes) {
            if (outcome.kind() != Kind.PASSED) {
                page.append("| `%s` | %s |\n"
                        .formatted(outcome.test().name(), outcome.reason().replace("|", "\\|")));
            }
        }
        return page.toString();
    }

    private static List<Outcome> joined(List<Outcome> one, List<Outcome> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    private static void row(StringBuilder page, String what, Collection<Outcome> outcomes) {
        page.append("| %s | %d | %d | %d | %d |\n"
                .formatted(
                        what,
                        count(outcomes, Kind.PASSED),
                        count(outcomes, Kind.REFUSED),
                        count(outcomes, Kind.FAILED),
                        count(outcomes, Kind.FLAWED)));
    }

    private static long count(Collection<Outcome> outcomes, Kind kind) {
        return outcomes.stream().filter(outcome -> outcome.kind() == kind).count();
    }
}
