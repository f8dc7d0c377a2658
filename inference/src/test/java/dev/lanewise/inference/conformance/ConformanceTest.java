package dev.lanewise.inference.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;

import ai.onnxruntime.OrtException;
import dev.lanewise.inference.Session;
import dev.lanewise.inference.conformance.Outcome.Kind;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Tensor;
import dev.lanewise.inference.tensor.TensorInfo;
import dev.lanewise.inference.tensor.UnsupportedOperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * ONNX's own tests, all of them: each passes, or its model is refused by the name of what is not supported. Which do which is committed as
 * {@code CONFORMANCE.md}, so nothing is lost unnoticed.
 */
@Tag("conformance")
class ConformanceTest {
    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));
    private static final String FRACTION = "the golden output is that of an image 2.4 pixels wide; it has 2";
    private static final String SIZES = "the input's sizes are not those that the model asks for";
    /** Tests whose data contradict themselves. */
    private static final Map<String, String> FLAWED = Map.of(
            "node/test_resize_downsample_scales_cubic_align_corners", FRACTION,
            "node/test_resize_downsample_scales_linear_align_corners", FRACTION,
            "node/test_castlike_BFLOAT16_to_FLOAT", SIZES,
            "node/test_castlike_BFLOAT16_to_FLOAT_expanded", SIZES,
            "node/test_castlike_FLOAT_to_BFLOAT16", SIZES,
            "node/test_castlike_FLOAT_to_BFLOAT16_expanded", SIZES);

    private static final Map<String, Outcome> OUTCOMES = new TreeMap<>();

    @TestFactory
    Stream<DynamicTest> nodes() throws IOException {
        Path data = Path.of(System.getProperty("conformance.data"));
        return NodeTest.all(data).stream()
                .map(test -> DynamicTest.dynamicTest(test.name(), () -> {
                    Outcome outcome = outcome(test);
                    OUTCOMES.put(test.name(), outcome);
                    assertNotEquals(Kind.FAILED, outcome.kind(), outcome.reason());
                }));
    }

    @AfterAll
    static void nothingChanged() throws IOException {
        String page = PassTable.of(OUTCOMES.values());
        Files.writeString(MODULE.resolve("target/CONFORMANCE.md"), page);
        List<String> committed = Files.readAllLines(MODULE.resolve("CONFORMANCE.md"));
        List<String> now = page.lines().toList();
        String lost = committed.stream().filter(line -> !now.contains(line)).collect(Collectors.joining("\n"));
        String gained = now.stream().filter(line -> !committed.contains(line)).collect(Collectors.joining("\n"));
        if (!lost.isEmpty() || !gained.isEmpty()) {
            fail("CONFORMANCE.md says\n" + lost + "\nand now it is\n" + gained);
        }
    }

    private static Outcome outcome(NodeTest test) throws IOException {
        boolean loaded = isLoadedByPeer(test);
        if (FLAWED.containsKey(test.name())) {
            return new Outcome(test, Kind.FLAWED, FLAWED.get(test.name()), loaded);
        }
        try (Session session = Session.load(test.model())) {
            for (Path set : test.sets()) {
                compare(session, set);
            }
            return new Outcome(test, Kind.PASSED, "", loaded);
        } catch (UnsupportedOperatorException e) {
            return new Outcome(test, Kind.REFUSED, operators(e), loaded);
        } catch (ModelException e) {
            Kind kind = e.getMessage().contains("supported") ? Kind.REFUSED : Kind.FAILED;
            return new Outcome(test, kind, e.getMessage(), loaded);
        } catch (AssertionError | RuntimeException e) {
            return new Outcome(
                    test, Kind.FAILED, e.toString().lines().findFirst().orElseThrow(), loaded);
        }
    }

    /** The operators that a refusal names, each once. */
    private static String operators(UnsupportedOperatorException refusal) {
        return refusal.nodes().stream()
                .map(node -> node.substring(0, node.indexOf(' ')))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static void compare(Session session, Path set) throws IOException {
        List<Tensor> given = NodeTest.tensors(set, "input");
        List<String> names = session.inputNames();
        assertEquals(names.size(), given.size(), "inputs");
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            inputs.put(name, typed(given.get(i), session.inputInfo().get(name)));
        }
        List<Tensor> expected = NodeTest.tensors(set, "output");
        List<Tensor> actual = List.copyOf(session.run(inputs).values());
        assertEquals(expected.size(), actual.size(), "outputs");
        for (int i = 0; i < expected.size(); i++) {
            String name = session.outputNames().get(i);
            Tensor wanted = typed(expected.get(i), session.outputInfo().get(name));
            Comparison.assertSame(name, wanted, actual.get(i), Comparison.RELATIVE, Comparison.ABSOLUTE);
        }
    }

    /** The files hold the bits of bfloat16 elements as integers. */
    private static Tensor typed(Tensor tensor, TensorInfo info) {
        boolean bits = info.type() == ElementType.BFLOAT16 && tensor.type() == ElementType.UINT16;
        return bits ? Tensor.of(info.type(), tensor.array(), tensor.sizes()) : tensor;
    }

    private static boolean isLoadedByPeer(NodeTest test) {
        try (OnnxRuntime _ = new OnnxRuntime(test.model())) {
            return true;
        } catch (OrtException e) {
            return false;
        }
    }
}
