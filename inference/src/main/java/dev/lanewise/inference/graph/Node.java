package dev.lanewise.inference.graph;

import java.util.List;

/**
 * One operator of a model.
 *
 * @param name its name, never empty
 * @param operator what it computes
 * @param domain whose operator it is; ONNX's own is empty
 * @param version version of the domain's operators that the model was written for
 * @param inputs names of the values it reads, empty where one is left out
 * @param outputs names of the values it makes, empty where one is not wanted
 * @param attributes its attributes
 */
public record Node(
        String name,
        String operator,
        String domain,
        int version,
        List<String> inputs,
        List<String> outputs,
        Attributes attributes) {
    /** The version of operators that passes make: the newest that is known. */
    public static final int NEWEST = 24;

    /** The domain of operators that ONNX Runtime's tools write. */
    public static final String MICROSOFT = "com.microsoft";

    /** Copies the lists. */
    public Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** An operator of ONNX with one output, made by a pass in place of others. */
    public Node made(String what, List<String> in, String out, Attributes given) {
        return new Node(name, what, "", NEWEST, in, List.of(out), given);
    }

    /** An operator of ONNX Runtime with one output, made by a pass in place of others. */
    public Node microsoft(String what, List<String> in, String out, Attributes given) {
        return new Node(name, what, MICROSOFT, 1, in, List.of(out), given);
    }

    /** The same with other inputs. */
    public Node withInputs(List<String> others) {
        return new Node(name, operator, domain, version, others, outputs, attributes);
    }

    /** The same with other attributes. */
    public Node withAttributes(Attributes others) {
        return new Node(name, operator, domain, version, inputs, outputs, others);
    }

    /** The same with another output. */
    public Node withOutput(String other) {
        return new Node(name, operator, domain, version, inputs, List.of(other), attributes);
    }

    /** Whether it is this operator of ONNX. */
    public boolean is(String what) {
        return operator.equals(what) && domain.isEmpty();
    }

    /** Graphs among its attributes. */
    public List<Graph> subgraphs() {
        return attributes.names().stream()
                .sorted()
                .map(attribute -> attributes.value(attribute, Object.class))
                .filter(Graph.class::isInstance)
                .map(Graph.class::cast)
                .toList();
    }

    /** Its only output, or its first. */
    public String output() {
        return outputs.getFirst();
    }

    /** An input's name, empty where it is left out. */
    public String input(int i) {
        return i < inputs.size() ? inputs.get(i) : "";
    }

    /** As in {@code Conv 'conv1' (ONNX 12)}. */
    @Override
    public String toString() {
        return operator + " '" + name + "' (" + (domain.isEmpty() ? "ONNX" : domain) + " " + version + ")";
    }
}
