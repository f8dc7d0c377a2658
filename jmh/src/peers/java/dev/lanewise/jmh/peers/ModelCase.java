package dev.lanewise.jmh.peers;

import dev.lanewise.inference.tensor.Tensor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/**
 * A real model and an input for it.
 *
 * @param name in the table
 * @param resource where the class path has it
 * @param inputs by name
 * @param must least ratio to ONNX Runtime
 * @param goal the ratio we are after
 * @param tolerance what outputs may differ by from ONNX Runtime's, of their range
 * @param leastCosine between outputs and ONNX Runtime's
 */
record ModelCase(
        String name,
        String resource,
        Map<String, Tensor> inputs,
        double must,
        double goal,
        double tolerance,
        double leastCosine) {

    private static final double TOLERANCE = 1e-3;
    private static final double COSINE = 0.9999;

    /**
     * Where activations are quantised as they come, one that is rounded the other way changes a whole step, and every layer after it:
     * ONNX Runtime's own outputs with and without its optimisations have a cosine of 0.995 to 1.
     */
    private static final double QUANTIZED_TOLERANCE = 0.1;

    private static final double QUANTIZED_COSINE = 0.98;

    /** Finds text in a picture. */
    static ModelCase detection() {
        return new ModelCase(
                "PP-OCRv4 detection 640x640",
                "models/ch_PP-OCRv4_det_infer.onnx",
                Map.of("x", page(640, 640)),
                1.0,
                1.4,
                TOLERANCE,
                COSINE);
    }

    /** Reads a line of text. */
    static ModelCase recognition() {
        return new ModelCase(
                "PP-OCRv4 recognition 48x320",
                "models/ch_PP-OCRv4_rec_infer.onnx",
                Map.of("x", page(48, 320)),
                1.0,
                1.3,
                TOLERANCE,
                COSINE);
    }

    /** Embeds a sentence. */
    static ModelCase sentence(int tokens) {
        return new ModelCase(
                "MiniLM fp32 " + tokens + " tokens",
                "all-minilm-l6-v2.onnx",
                tokens(tokens),
                0.9,
                1.1,
                TOLERANCE,
                COSINE);
    }

    /** Embeds a sentence with weights of 8 bits. */
    static ModelCase quantizedSentence(int tokens) {
        return new ModelCase(
                "MiniLM int8 " + tokens + " tokens",
                "all-minilm-l6-v2-q.onnx",
                tokens(tokens),
                0.5,
                0.8,
                QUANTIZED_TOLERANCE,
                QUANTIZED_COSINE);
    }

    byte[] model() throws IOException {
        try (InputStream stream = ModelCase.class.getClassLoader().getResourceAsStream(resource)) {
            if (stream == null) {
                throw new FileNotFoundException(resource + " is not on the class path");
            }
            return stream.readAllBytes();
        }
    }

    /** Dark strokes on paper, with some noise: enough for the networks to see text. */
    private static Tensor page(int height, int width) {
        Random random = new Random(7);
        float[] pixels = new float[3 * height * width];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % width;
            int y = i / width % height;
            boolean ink = y % 32 > 8 && y % 32 < 24 && x % 12 < 4 && x / 12 % 7 != 6;
            pixels[i] = (ink ? -1 : 1) + 0.2f * random.nextFloat();
        }
        return Tensor.of(pixels, 1, 3, height, width);
    }

    private static Map<String, Tensor> tokens(int count) {
        long[] mask = new long[count];
        Arrays.fill(mask, 1);
        return Map.of(
                "input_ids", Tensor.of(new Random(5).longs(count, 1000, 30_000).toArray(), 1, count),
                "attention_mask", Tensor.of(mask, 1, count),
                "token_type_ids", Tensor.of(new long[count], 1, count));
    }
}
