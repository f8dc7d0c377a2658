package dev.lanewise.inference.graph;

import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A convolution followed by {@code a·y + b} with constants for each channel is one convolution: batch normalisation, products, sums, and
 * the inner part of HardSigmoid.
 */
final class AffineFolding implements Pass {
    /** What is done to a channel's outputs. */
    private static final class Affine {
        private final float[] factors;
        private final float[] terms;

        Affine(float[] factors, float[] terms) {
            this.factors = factors;
            this.terms = terms;
        }
    }

    @Override
    public void apply(Graph graph, Node node) {
        boolean transposed = node.is("ConvTranspose");
        Constant weights = graph.constant(node.input(1));
        boolean knownBias = node.input(2).isEmpty() || graph.constant(node.input(2)) != null;
        if ((!transposed && !node.is("Conv"))
                || weights == null
                || !knownBias
                || node.inputs().size() > 3) {
            return;
        }
        if (transposed && node.attributes().integer("group", 1) != 1) {
            return;
        }
        Node conv = node;
        Node reader = graph.soleReader(conv.output());
        while (reader != null) {
            Constant current = graph.constant(conv.input(1));
            int channels = current.shape()[transposed ? 1 : 0];
            Affine affine = affine(graph, reader, conv.output(), channels, current.shape().length);
            if (affine == null) {
                return;
            }
            conv = fold(graph, conv, reader, affine, transposed, channels);
            reader = graph.soleReader(conv.output());
        }
    }

    private static Affine affine(Graph graph, Node node, String x, int channels, int rank) {
        if (node.is("BatchNormalization")) {
            return batchNorm(graph, node, channels);
        }
        if (node.is("HardSigmoid")) {
            return hardSigmoid(node, channels);
        }
        String name = Match.other(node, x);
        Constant constant = name == null ? null : graph.constant(name);
        if (constant == null || constant.type() != ElementType.FLOAT || !Match.perChannel(constant, channels, rank)) {
            return null;
        }
        boolean left = node.input(0).equals(x);
        float[] numbers = Match.channels(constant, channels);
        float[] factors = new float[channels];
        float[] terms = new float[channels];
        for (int i = 0; i < channels; i++) {
            switch (node.operator()) {
                case "Add" -> {
                    factors[i] = 1;
                    terms[i] = numbers[i];
                }
                case "Sub" -> {
                    factors[i] = left ? 1 : -1;
                    terms[i] = left ? -numbers[i] : numbers[i];
                }
                case "Mul" -> factors[i] = numbers[i];
                case "Div" -> factors[i] = left ? 1 / numbers[i] : Float.NaN;
                default -> factors[i] = Float.NaN;
            }
            if (Float.isNaN(factors[i])) {
                return null;
            }
        }
        return new Affine(factors, terms);
    }

    private static Affine batchNorm(Graph graph, Node node, int channels) {
        float[][] numbers = new float[4][];
        for (int i = 0; i < 4; i++) {
            Constant constant = graph.constant(node.input(i + 1));
            if (constant == null
                    || constant.elements() != channels
                    || node.outputs().size() > 1) {
                return null;
            }
            numbers[i] = constant.tensor().floats();
        }
        float epsilon = node.attributes().number("epsilon", 1e-5f);
        float[] factors = new float[channels];
        float[] terms = new float[channels];
        for (int i = 0; i < channels; i++) {
            double factor = numbers[0][i] / Math.sqrt((double) numbers[3][i] + epsilon);
            factors[i] = (float) factor;
            terms[i] = (float) (numbers[1][i] - numbers[2][i] * factor);
        }
        return new Affine(factors, terms);
    }

    private static Affine hardSigmoid(Node node, int channels) {
        float[] factors = new float[channels];
        float[] terms = new float[channels];
        Arrays.fill(factors, node.attributes().number("alpha", 0.2f));
        Arrays.fill(terms, node.attributes().number("beta", 0.5f));
        return new Affine(factors, terms);
    }

    private static Node fold(Graph graph, Node conv, Node node, Affine affine, boolean transposed, int channels) {
        Constant weights = graph.constant(conv.input(1));
        Constant bias = graph.constant(conv.input(2));
        String newWeights = graph.add(Constant.lazy(
                weights.type(), weights.shape(), () -> scaled(weights.tensor(), affine.factors, transposed)));
        float[] terms = affine.terms.clone();
        float[] old = bias == null ? new float[channels] : bias.tensor().floats();
        for (int i = 0; i < channels; i++) {
            terms[i] = (float) ((double) old[i] * affine.factors[i] + terms[i]);
        }
        List<String> inputs = new ArrayList<>(List.of(conv.input(0), newWeights));
        inputs.add(graph.add(Constant.of(Tensor.of(terms, channels))));
        boolean clip = node.is("HardSigmoid");
        String output = clip ? graph.newName() : node.output();
        Node made = conv.withInputs(inputs).withOutput(output);
        List<Node> replacements = new ArrayList<>(List.of(made));
        if (clip) {
            Attributes limits = Attributes.NONE.with("min", 0f).with("max", 1f);
            replacements.add(node.made("Clip", List.of(output), node.output(), limits));
        }
        graph.replace(Set.of(conv, node), replacements);
        return made;
    }

    private static Tensor scaled(Tensor weights, float[] factors, boolean transposed) {
        float[] scaled = weights.floats().clone();
        int[] shape = weights.sizes();
        int inner = scaled.length / (transposed ? shape[0] * shape[1] : shape[0]);
        for (int i = 0; i < scaled.length; i++) {
            int channel = i / inner % factors.length;
            scaled[i] *= factors[channel];
        }
        return Tensor.of(ElementType.FLOAT, scaled, shape);
    }
}
