package dev.lanewise.inference.operators;

import dev.lanewise.engine.Engine;
import dev.lanewise.inference.graph.Attributes;
import dev.lanewise.inference.graph.Constant;
import dev.lanewise.inference.graph.Graph;
import dev.lanewise.inference.graph.Node;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What an operator sees of the node it plans, and where it leaves outputs and steps. */
public final class NodeContext {
    private final Node node;
    private final Graph graph;
    private final Engine engine;
    private final SharedParts shared;
    private final Value[] inputs;
    private final Value[] outputs;
    private final List<Step> steps = new ArrayList<>();
    private final List<Value> used = new ArrayList<>();
    private final List<Value> temporaries = new ArrayList<>();
    private final List<Overwrite> overwrites = new ArrayList<>();
    private String detail = "";
    private long flop;
    private long moved = -1;
    private long weightBytes = -1;
    private long workspaceBytes;

    /**
     * An output that may take the room of an input.
     *
     * @param output what is written
     * @param input what is read for the last time
     */
    public record Overwrite(Value output, Value input) {}

    /** Of a node whose inputs are known; an input that is left out is null. */
    public NodeContext(Node node, Graph graph, Engine engine, SharedParts shared, Value[] inputs) {
        this.node = node;
        this.graph = graph;
        this.engine = engine;
        this.shared = shared;
        this.inputs = inputs;
        outputs = new Value[node.outputs().size()];
    }

    /** The node. */
    public Node node() {
        return node;
    }

    /** Its attributes. */
    public Attributes attributes() {
        return node.attributes();
    }

    /** Version of its domain's operators. */
    public int version() {
        return node.version();
    }

    /** What computes. */
    public Engine engine() {
        return engine;
    }

    /** Number of inputs, those left out included. */
    public int inputs() {
        return inputs.length;
    }

    /** Number of outputs, those not wanted included. */
    public int outputs() {
        return outputs.length;
    }

    /** Whether an output is wanted. */
    public boolean wants(int i) {
        return i < outputs.length && !node.outputs().get(i).isEmpty();
    }

    /** Whether an input is given. */
    public boolean has(int i) {
        return i >= 0 && i < inputs.length && inputs[i] != null;
    }

    /** An input, its elements in whatever order. */
    public Value input(int i) {
        if (!has(i)) {
            throw new ModelException("input " + i + " is missing");
        }
        return use(inputs[i]);
    }

    private Value use(Value value) {
        used.add(value);
        return value;
    }

    /** Type of an input of which nothing else is needed. */
    public ElementType type(int i) {
        return inputs[i].type();
    }

    /** Sizes of an input of which nothing else is needed. */
    public int[] shape(int i) {
        return inputs[i].shape();
    }

    /** An input with channels second. */
    public Value plain(int i) {
        return plain(input(i));
    }

    /** An input with channels last. */
    public Value channelsLast(int i) {
        return channelsLast(input(i));
    }

    /** A value with channels second; a step moves the elements where they lie otherwise. */
    public Value plain(Value value) {
        return value.channelsLast() ? reordered(value, false) : value;
    }

    /** A value with channels last. */
    public Value channelsLast(Value value) {
        return value.channelsLast() ? value : reordered(value, true);
    }

    private Value reordered(Value value, boolean last) {
        if (Channels.sameOrder(value.shape())) {
            return value.view(value.shape(), last);
        }
        if (value.isKnown()) {
            Object array = Moves.transposed(engine, value.tensor(), Channels.toLast(value.rank()));
            return use(Value.knownLast(value.type(), value.shape(), array));
        }
        Value moved = temporary(value.type(), last, value.shape());
        int rank = value.rank();
        Moves.transpose(this, value, moved, last ? Channels.toLast(rank) : Channels.toSecond(rank));
        return moved;
    }

    /** The elements of an input, which its shapes depend on. */
    public Tensor tensor(int i) {
        if (!has(i)) {
            throw new ModelException("input " + i + " is missing");
        }
        if (!inputs[i].isKnown()) {
            throw new UnknownValueException(node.input(i));
        }
        return inputs[i].tensor();
    }

    /** The elements of an input of integers, which its shapes depend on. */
    public long[] integers(int i) {
        return tensor(i).toLongs();
    }

    /** Integers that are an attribute in old versions and an input in new ones; null if neither is there. */
    public long[] integers(String attribute, int i) {
        if (attributes().has(attribute)) {
            return attributes().integers(attribute);
        }
        return has(i) ? integers(i) : null;
    }

    /** The model's constant that is this input, or null: the same object in every plan. */
    public Constant constant(int i) {
        return i < node.inputs().size() ? graph.constant(node.input(i)) : null;
    }

    /** Whether all inputs but the first that are known by now are constants of the model. */
    public boolean isModels() {
        for (int i = 1; i < inputs.length; i++) {
            if (has(i) && inputs[i].isKnown() && constant(i) == null) {
                return false;
            }
        }
        return true;
    }

    /** Something made from constants that every plan of the session shares. */
    public <T> T shared(Class<T> kind, Supplier<T> maker, Object... key) {
        return shared.get(kind, Arrays.asList(key), maker);
    }

    /** Declares an output with channels second. */
    public Value output(int i, ElementType type, int... shape) {
        return output(i, type, false, shape);
    }

    /** Declares an output whose elements lie in this order. */
    public Value output(int i, ElementType type, boolean last, int... shape) {
        Value value = Value.computed(type, shape, last);
        put(i, value);
        return value;
    }

    /** Declares an output of the same shape and order as an input that it may write over. */
    public Value outputLike(int i, Value input, ElementType type) {
        Value value = output(i, type, input.channelsLast(), input.shape());
        mayOverwrite(value, input);
        return value;
    }

    /** Says that an output may take the room of an input. */
    public void mayOverwrite(Value output, Value input) {
        if (output.is(input.buffer().storage()) && output.elements() == input.elements()) {
            overwrites.add(new Overwrite(output, input));
        }
    }

    /** Says what an output is. */
    public void result(int i, Tensor tensor) {
        put(i, Value.known(Constant.of(tensor)));
    }

    /** Says that an output has an input's elements, in their order, in another shape. */
    public void view(int i, Value input, int... shape) {
        put(i, input.view(shape, false));
    }

    /** Says that an output is an input. */
    public void same(int i, Value input) {
        put(i, input);
    }

    private void put(int i, Value value) {
        if (i < outputs.length) {
            outputs[i] = value;
        }
    }

    /**
     * Plans another operator as part of this node.
     *
     * @param operator what it is called in the domain of ONNX
     * @param attributes its attributes
     * @param values its inputs
     * @return its output, which only this node sees
     */
    public Value part(String operator, Attributes attributes, Value... values) {
        return part(operator, attributes, Collections.nCopies(values.length, ""), values);
    }

    /** The same with inputs that have names, empty where they have none: those that may be constants of the model. */
    public Value part(String operator, Attributes attributes, List<String> names, Value... values) {
        Node as = new Node(node.name(), operator, "", Node.NEWEST, names, List.of(node.output()), attributes);
        NodeContext inner = new NodeContext(as, graph, engine, shared, values);
        Operators.of(as).plan(inner);
        steps.addAll(inner.steps);
        used.addAll(inner.used);
        temporaries.addAll(inner.temporaries);
        temporaries.add(inner.outputs[0]);
        flop += inner.flop;
        weightBytes += inner.weightBytes;
        workspaceBytes = Math.max(workspaceBytes, inner.workspaceBytes);
        return inner.outputs[0];
    }

    /** Room that only this node needs. */
    public Value temporary(ElementType type, boolean last, int... shape) {
        Value value = Value.computed(type, shape, last);
        temporaries.add(value);
        return value;
    }

    /** Adds what a run does. */
    public void step(Step step) {
        steps.add(step);
    }

    /** Tells people how it is computed, and how much work that is. */
    public void explain(String how, long floatOperations) {
        detail = how;
        flop = floatOperations;
    }

    /** Tells how many bytes a run reads and writes, where it is not all of the inputs and outputs. */
    public void moves(long bytes) {
        moved = bytes;
    }

    /** Tells what the weights take once they are prepared, and what a run takes beside its values. */
    public void holds(long weights, long workspace) {
        weightBytes = weights;
        workspaceBytes = workspace;
    }

    /** Whether all inputs are known, and there is at least one. */
    public boolean allKnown() {
        return inputs.length > 0 && Arrays.stream(inputs).allMatch(value -> value == null || value.isKnown());
    }

    /** The inputs' types and sizes. */
    public String describeInputs() {
        return Arrays.toString(inputs);
    }

    /**
     * An input in an array that no other value is in, with channels second: a result of the run.
     *
     * @param taken results that have arrays already
     * @param given inputs of the run, which may not be results under another name
     */
    public Value owned(int i, Collection<Value> taken, Collection<Value> given) {
        Value value = plain(i);
        boolean free = !value.buffer().isConstant()
                && Stream.concat(taken.stream(), given.stream()).noneMatch(other -> other.buffer() == value.buffer());
        if (free) {
            return value;
        }
        Value copy = temporary(value.type(), false, value.shape());
        Moves.copy(this, value, copy);
        return copy;
    }

    /** What was declared. */
    public Value[] declared() {
        return outputs;
    }

    /** What was added. */
    public List<Step> steps() {
        return steps;
    }

    /** Inputs whose elements the steps read. */
    public List<Value> used() {
        return used;
    }

    /** Values for this node alone. */
    public List<Value> temporaries() {
        return temporaries;
    }

    /** Outputs that may take the room of inputs. */
    public List<Overwrite> overwrites() {
        return overwrites;
    }

    /** How it is computed. */
    public String detail() {
        return detail;
    }

    /** Floating-point operations of a run. */
    public long flop() {
        return flop;
    }

    /** Bytes that a run reads and writes: inputs and outputs, each once, unless the operator says otherwise. */
    public long bytes() {
        return moved >= 0 ? moved : bytes(Arrays.asList(inputs)) + bytes(Arrays.asList(outputs));
    }

    /** Bytes of the weights, as they are prepared. */
    public long weightBytes() {
        return weightBytes >= 0
                ? weightBytes
                : bytes(Arrays.stream(inputs)
                        .filter(value -> value != null && value.isKnown())
                        .toList());
    }

    /** Bytes that a run takes beside its values. */
    public long workspaceBytes() {
        return workspaceBytes;
    }

    private static long bytes(Collection<Value> values) {
        return values.stream()
                .filter(Objects::nonNull)
                .distinct()
                .mapToLong(value ->
                        (long) value.elements() * value.type().storage().bytes())
                .sum();
    }
}
