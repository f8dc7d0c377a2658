package dev.lanewise.inference.text;

import dev.lanewise.inference.Session;
import dev.lanewise.inference.SessionOptions;
import dev.lanewise.inference.tensor.Tensor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * Turns text into vectors of 384 numbers and length 1, of which the dot product says how alike texts are, with the model
 * all-MiniLM-L6-v2. A text's vector is the mean of those of its pieces; what is beyond 256 pieces, some 200 words, is not read, as the model
 * was trained. Safe to use from many threads at once.
 */
public final class TextEmbedder implements AutoCloseable {
    /** Pieces of a text that are read, begin and end included. */
    public static final int LONGEST = 256;

    private static final String MODEL = "all-minilm-l6-v2";
    /** Plans that are kept for texts of different lengths. */
    private static final int LENGTHS = 48;

    private final Session session;
    private final TextTokenizer tokenizer;

    private TextEmbedder(String name, SessionOptions options) throws IOException {
        tokenizer = new TextTokenizer(resource(name + "-tokenizer.json"));
        session = Session.load(resource(name + ".onnx"), options.withPlanLimit(LENGTHS));
    }

    /**
     * Loads the model.
     *
     * @param options how it runs
     * @param int8 whether to take the model with 8-bit weights: a quarter of the memory, a little less exact
     * @throws IOException if the model is not on the class path
     */
    public static TextEmbedder load(SessionOptions options, boolean int8) throws IOException {
        return new TextEmbedder(int8 ? MODEL + "-q" : MODEL, options);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream stream = TextEmbedder.class.getClassLoader().getResourceAsStream(name)) {
            if (stream == null) {
                throw new FileNotFoundException(name + " is not on the class path");
            }
            return stream.readAllBytes();
        }
    }

    /**
     * The vector of a text.
     *
     * @throws IOException if the model's vocabulary is damaged
     */
    public float[] embed(String text) throws IOException {
        long[] ids = tokenizer.encode(Objects.requireNonNull(text, "text"), LONGEST);
        int length = ids.length;
        long[] mask = new long[length];
        Arrays.fill(mask, 1);
        Map<String, Tensor> outputs = session.run(Map.of(
                "input_ids", Tensor.of(ids, 1, length),
                "attention_mask", Tensor.of(mask, 1, length),
                "token_type_ids", Tensor.of(new long[length], 1, length)));
        return normalisedMean(outputs.get(session.outputNames().getFirst()).floats(), length);
    }

    private static float[] normalisedMean(float[] states, int rows) {
        float[] mean = new float[states.length / rows];
        for (int i = 0; i < states.length; i++) {
            mean[i % mean.length] += states[i];
        }
        double squares = 0;
        for (float value : mean) {
            squares += (double) value * value;
        }
        // the mean differs from the sum by a factor that goes with the length
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (mean[i] / Math.sqrt(squares));
        }
        return mean;
    }

    /**
     * How alike two texts are: the cosine of the angle between their vectors, from −1 to 1.
     *
     * @throws IllegalArgumentException if the vectors have different lengths
     */
    public static double similarity(float[] first, float[] second) {
        if (first.length != second.length) {
            throw new IllegalArgumentException("second has " + second.length + " numbers; first has " + first.length);
        }
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += (double) first[i] * second[i];
        }
        return sum;
    }

    /** Frees threads and memory. */
    @Override
    public void close() {
        session.close();
    }
}
