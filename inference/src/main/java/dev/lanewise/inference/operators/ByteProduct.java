package dev.lanewise.inference.operators;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.QuantizedLinear;
import dev.lanewise.engine.QuantizedMatrix;
import dev.lanewise.engine.Transpose;
import dev.lanewise.inference.graph.Constant;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import java.util.Arrays;

/**
 * A product of stacks of matrices of 8-bit numbers, exact in ints. A right operand that the model gives is packed once; where its
 * scale is known too, so is the layer prepared, and the left one's scale may still be a run's.
 */
final class ByteProduct {
    private final NodeContext context;
    private final Engine engine;
    private final Value x;
    private final Value w;
    private final boolean transposed;
    private final Constant weights;
    private final ByteScale xScale;
    private final ByteScale wScale;
    private final int m;
    private final int k;
    private final int n;
    private final int[] stackX;
    private final int[] stackW;
    private final int[] stack;
    private Value bias;
    private ByteScale yScale;
    private Activation activation = Activation.NONE;

    /** Of two inputs, whose integers stand for what the scales say; the second transposed or not. */
    ByteProduct(NodeContext context, int xInput, int wInput, ByteScale xScale, ByteScale wScale, boolean transposed) {
        this(context, context.plain(xInput), wInput, xScale, wScale, transposed);
    }

    ByteProduct(NodeContext context, Value x, int wInput, ByteScale xScale, ByteScale wScale, boolean transposed) {
        this.context = context;
        this.x = x;
        this.xScale = xScale;
        this.wScale = wScale;
        this.transposed = transposed;
        engine = context.engine();
        weights = context.constant(wInput);
        int[] right = context.shape(wInput);
        int[] shapeX = x.rank() == 1 ? new int[] {1, x.size(0)} : x.shape();
        int[] shapeW = right.length == 1 ? new int[] {right[0], 1} : right;
        if (shapeX.length < 2 || shapeW.length < 2) {
            throw new ModelException("operands must be matrices");
        }
        boolean one = shapeW.length == 2;
        k = shapeX[shapeX.length - 1];
        n = shapeW[shapeW.length - (transposed ? 2 : 1)];
        if (k != shapeW[shapeW.length - (transposed ? 1 : 2)]) {
            throw new ModelException("the left operand has " + k + " columns, the right one "
                    + shapeW[shapeW.length - (transposed ? 1 : 2)] + " rows");
        }
        // a single matrix is multiplied by all rows at once
        m = one ? Shapes.product(shapeX, 0, shapeX.length - 1) : shapeX[shapeX.length - 2];
        stackX = one ? new int[0] : Arrays.copyOf(shapeX, shapeX.length - 2);
        stackW = Arrays.copyOf(shapeW, shapeW.length - 2);
        stack = Shapes.broadcast(stackX, stackW);
        w = weights != null && one ? null : context.plain(wInput);
        if (wScale.channels() != 1 && wScale.channels() != n) {
            throw new ModelException("there are " + wScale.channels() + " scales or zero points of the right operand; "
                    + "one, or one for each of its " + n + " columns, is supported");
        }
        if (xScale.channels() != 1 && xScale.channels() != m) {
            throw new ModelException("there are " + xScale.channels() + " scales or zero points of the left operand; "
                    + "one, or one for each of its " + m + " rows, is supported");
        }
        context.explain(
                Shapes.elements(stack) + " × " + m + "×" + k + "×" + n, 2L * Shapes.elements(stack) * m * n * k);
    }

    /** Adds a row: floats to results in floats, else ints to the sums. */
    ByteProduct bias(int input) {
        if (context.has(input)) {
            bias = context.plain(input);
            if (bias.elements() != n) {
                throw new ModelException("the bias has " + bias.elements() + " elements; it must have " + n);
            }
        }
        return this;
    }

    /** Applies a function to results in floats. */
    ByteProduct activation(Activation function) {
        activation = function;
        return this;
    }

    /** Declares the output and adds the step. Results are bytes where a scale is given, else ints or floats. */
    void plan(ElementType type, ByteScale scale) {
        yScale = scale;
        int[] shape = x.shape();
        if (stack.length > 0) {
            shape = Arrays.copyOf(stack, stack.length + 2);
            shape[shape.length - 2] = m;
            shape[shape.length - 1] = n;
        } else if (shape.length > 1) {
            shape[shape.length - 1] = n;
        } else {
            shape = new int[] {n};
        }
        Value y = context.output(0, type, shape);
        boolean known = w == null
                && wScale.isKnown()
                && (yScale == null || (yScale.isKnown() && xScale.isKnown()))
                && (bias == null || bias.isKnown())
                && (xScale.isKnown() || xScale.channels() == 1);
        if (known) {
            QuantizedLinear layer = layer(packed(), null, y);
            context.holds(layer.weights().bytes(), layer.plan(m).workspaceBytes());
            context.step(frame -> run(frame, layer, frame.at(x), y, frame.at(y)));
            return;
        }
        int[] fromX = Broadcast.strides(stackX, stack);
        int[] fromW = Broadcast.strides(stackW, stack);
        QuantizedMatrix packed = w == null ? packed() : null;
        context.step(frame -> Broadcast.forEach(stack, fromX, fromW, (i, j, o) -> {
            QuantizedLinear layer = layer(packed == null ? pack(frame, j) : packed, frame, y);
            run(frame, layer, frame.at(x) + i * m * k, y, frame.at(y) + o * m * n);
        }));
    }

    private QuantizedMatrix packed() {
        return context.shared(QuantizedMatrix.class, () -> pack(weights.tensor().bytes(), 0), weights, transposed);
    }

    private QuantizedMatrix pack(Frame frame, int matrix) {
        return pack(frame.bytes(w), frame.at(w) + matrix * k * n);
    }

    private QuantizedMatrix pack(byte[] bytes, int at) {
        return transposed
                ? engine.pack(wScale.type(), Transpose.YES, k, n, bytes, at, k)
                : engine.pack(wScale.type(), Transpose.NO, k, n, bytes, at, n);
    }

    /** The layer; without a frame all that it needs is known. */
    private QuantizedLinear layer(QuantizedMatrix matrix, Frame frame, Value y) {
        QuantizedLinear.Builder builder = engine.quantizedLinear(k, n)
                .packedWeights(wScale.in(frame), matrix)
                .activation(activation);
        if (xScale.isKnown() || frame != null) {
            builder.input(xScale.in(frame));
        } else {
            builder.inputPerRun(xScale.type());
        }
        if (bias != null) {
            Object array = bias.isKnown() ? bias.tensor().array() : frame.array(bias);
            int at = bias.isKnown() ? 0 : frame.at(bias);
            switch (array) {
                case float[] floats -> builder.bias(Arrays.copyOfRange(floats, at, at + n));
                case int[] ints -> builder.bias(Arrays.copyOfRange(ints, at, at + n));
                default -> throw new ModelException("a bias of type " + bias.type() + " is not supported");
            }
        }
        switch (y.type()) {
            case FLOAT -> builder.toFloats();
            case INT32 -> builder.toInts();
            default -> builder.toBytes(yScale.in(frame));
        }
        return builder.prepare();
    }

    private void run(Frame frame, QuantizedLinear layer, int atX, Value y, int atY) {
        byte[] from = frame.bytes(x);
        boolean perRun = layer.isInputPerRun();
        switch (frame.array(y)) {
            case float[] to
            when perRun -> layer.run(m, from, atX, k, xScale.scale(frame), xScale.zeroPoint(frame), to, atY, n);
            case float[] to -> layer.run(m, from, atX, k, to, atY, n);
            case int[] to when perRun -> layer.run(m, from, atX, k, xScale.zeroPoint(frame), to, atY, n);
            case int[] to -> layer.run(m, from, atX, k, to, atY, n);
            case byte[] to -> layer.run(m, from, atX, k, to, atY, n);
            default -> throw new ModelException("results of type " + y.type() + " are not supported");
        }
    }
}
