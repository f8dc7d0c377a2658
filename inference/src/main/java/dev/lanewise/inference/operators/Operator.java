package dev.lanewise.inference.operators;

/** Plans a node: declares its outputs and adds the steps that compute them. */
@FunctionalInterface
public interface Operator {
    /**
     * Plans one node for inputs of known shapes.
     *
     * @throws dev.lanewise.inference.tensor.ModelException if its inputs or attributes do not fit it
     * @throws UnknownValueException if it needs the elements of a value that is not known yet
     */
    void plan(NodeContext context);
}
