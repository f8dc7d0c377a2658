package dev.lanewise.inference.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OrtException;
import dev.lanewise.inference.Session;
import dev.lanewise.inference.operators.Operators;
import dev.lanewise.inference.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator agrees with ONNX Runtime on random input; the cases are in {@code operators.txt}. */
class OperatorsTest {
    private static final double RELATIVE = 2e-5;
    private static final double ABSOLUTE = 2e-5;

    /** Operators that run graphs, and what ONNX Runtime has not. */
    private static final Set<String> WITHOUT_CASE = Set.of("If", "Loop", "Scan");

    private static Stream<String> lines() throws IOException {
        try (InputStream stream = OperatorsTest.class.getResourceAsStream("operators.txt")) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void agrees(String line) throws OrtException {
        OperatorCase test = OperatorCase.of(line);
        try (Session session = Session.load(test.model());
                OnnxRuntime peer = new OnnxRuntime(test.model())) {
            Map<String, Tensor> expected = peer.runTensors(test.inputs());
            // the second run takes the plan and the arena of the first
            for (int run = 0; run < 2; run++) {
                Map<String, Tensor> actual = session.run(test.inputs());
                assertEquals(expected.keySet(), actual.keySet());
                expected.forEach(
                        (name, tensor) -> Comparison.assertSame(name, tensor, actual.get(name), RELATIVE, ABSOLUTE));
            }
        }
    }

    @Test
    void everyOperatorHasACase() throws IOException {
        Set<String> missing = new TreeSet<>(Operators.names());
        missing.removeAll(WITHOUT_CASE);
        missing.removeAll(lines().map(line -> line.split("[ :|]", 2)[0]).collect(Collectors.toSet()));
        assertEquals(Set.of(), missing, "without a case in operators.txt");
    }
}
