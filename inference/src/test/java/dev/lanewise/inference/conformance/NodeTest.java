package dev.lanewise.inference.conformance;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.lanewise.inference.model.TensorFile;
import dev.lanewise.inference.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One of ONNX's own tests: a model, and sets of inputs with the outputs they must give.
 *
 * @param name the name of its folder, and of the one above
 * @param folder where it is
 * @param operators what its graph computes
 */
record NodeTest(String name, Path folder, Set<String> operators) {
    /** Folders of tests; a fifth has models that are to be downloaded. */
    private static final List<String> GROUPS = List.of("node", "simple", "pytorch-converted", "pytorch-operator");

    /** All tests, by name. */
    static List<NodeTest> all(Path data) throws IOException {
        List<NodeTest> tests = new ArrayList<>();
        for (String group : GROUPS) {
            for (Path folder : sorted(data.resolve(group), "test_")) {
                tests.add(new NodeTest(group + "/" + folder.getFileName(), folder, operators(folder)));
            }
        }
        return tests;
    }

    private static List<Path> sorted(Path folder, String prefix) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    private static Set<String> operators(Path folder) throws IOException {
        return ModelProto.parseFrom(Files.readAllBytes(folder.resolve("model.onnx"))).getGraph().getNodeList().stream()
                .map(NodeProto::getOpType)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    byte[] model() {
        try {
            return Files.readAllBytes(folder.resolve("model.onnx"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Folders of inputs and outputs. */
    List<Path> sets() throws IOException {
        return sorted(folder, "test_data_set_");
    }

    /** Tensors of a set: inputs or outputs, in the model's order. */
    static List<Tensor> tensors(Path set, String role) throws IOException {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; Files.exists(set.resolve(role + "_" + i + ".pb")); i++) {
            tensors.add(TensorFile.read(set.resolve(role + "_" + i + ".pb")));
        }
        return tensors;
    }
}
