package dev.lanewise.inference.tensor;

import java.util.ArrayList;
import java.util.List;

/** A model with operators that are not supported: all of them are listed. */
public final class UnsupportedOperatorException extends ModelException {
    private static final long serialVersionUID = 1;

    private final ArrayList<String> nodes;

    /** Of the nodes, each described by operator, version and name. */
    public UnsupportedOperatorException(List<String> nodes) {
        super("not supported: " + String.join("; ", nodes));
        this.nodes = new ArrayList<>(nodes);
    }

    /** What is not supported, a line for each node. */
    public List<String> nodes() {
        return List.copyOf(nodes);
    }
}
