package dev.lanewise.inference.operators;

import dev.lanewise.engine.Normalization;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import java.util.Arrays;

/** How far predictions are from the classes that are right. */
final class Losses {
    private Losses() {}

    /** Of logarithms of probabilities. */
    static void negativeLogLikelihood(NodeContext context) {
        loss(context, context.plain(0));
    }

    /** Of scores, whose softmax are probabilities. */
    static void crossEntropy(NodeContext context) {
        Value scores = context.plain(0);
        Unary.requireFloats(scores);
        int[] shape = scores.shape();
        Value logarithms = context.outputs() > 1
                ? context.output(1, scores.type(), shape)
                : context.temporary(scores.type(), false, shape);
        Normalization normalization = context.engine().normalization();
        context.step(frame -> normalization.logSoftmax(
                shape, 1, frame.floats(scores), frame.at(scores), frame.floats(logarithms), frame.at(logarithms)));
        loss(context, logarithms);
    }

    private static void loss(NodeContext context, Value logarithms) {
        Unary.requireFloats(logarithms);
        Value classes = context.plain(1);
        Value weights = context.has(2) ? context.plain(2) : null;
        String reduction = context.attributes().string("reduction", "mean");
        boolean ignores = context.attributes().has("ignore_index");
        long ignored = context.attributes().integer("ignore_index", 0);
        int[] shape = logarithms.shape();
        int count = shape[1];
        int pixels = Shapes.product(shape, 2, shape.length);
        boolean each = reduction.equals("none");
        Value y = each
                ? context.output(0, logarithms.type(), classes.shape())
                : context.output(0, logarithms.type(), new int[0]);
        if (classes.elements() != logarithms.elements() / Math.max(1, count)) {
            throw new ModelException("there are " + classes.elements() + " classes for " + Arrays.toString(shape));
        }
        context.step(frame -> {
            double sum = 0;
            double weight = 0;
            for (int i = 0; i < classes.elements(); i++) {
                long right = Elements.integer(frame.array(classes), classes.type(), frame.at(classes) + i);
                double loss = 0;
                if (!ignores || right != ignored) {
                    int at = Elements.index(frame.array(classes), classes.type(), frame.at(classes) + i, count);
                    double factor = weights == null ? 1 : frame.floats(weights)[frame.at(weights) + at];
                    int from = frame.at(logarithms) + (i / pixels * count + at) * pixels + i % pixels;
                    loss = -frame.floats(logarithms)[from] * factor;
                    weight += factor;
                }
                sum += loss;
                if (each) {
                    frame.floats(y)[frame.at(y) + i] = (float) loss;
                }
            }
            if (!each) {
                frame.floats(y)[frame.at(y)] = (float) (reduction.equals("mean") ? sum / weight : sum);
            }
        });
    }
}
