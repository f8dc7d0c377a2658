package dev.lanewise.inference.ocr;

import dev.lanewise.inference.Session;
import dev.lanewise.inference.SessionOptions;
import java.awt.image.BufferedImage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads the text in pictures, with the models of PP-OCRv4 for Chinese and English. Safe to use from many threads at once. */
public final class TextReader implements AutoCloseable {
    private static final String DETECTION = "models/ch_PP-OCRv4_det_infer.onnx";
    private static final String RECOGNITION = "models/ch_PP-OCRv4_rec_infer.onnx";
    private static final String CHARACTERS = "models/ppocr_keys_v1.txt";
    /** Plans that are kept for lines of different widths. */
    private static final int LINE_WIDTHS = 48;
    /** Lines that are read with less are most likely no text. */
    private static final double SURE = 0.5;

    private final Session detection;
    private final Session recognition;
    private final TextDetector detector;
    private final TextRecogniser recogniser;

    private TextReader(SessionOptions options, int longestSide) throws IOException {
        detection = Session.load(resource(DETECTION), options);
        recognition = Session.load(resource(RECOGNITION), options.withPlanLimit(LINE_WIDTHS));
        List<String> characters = new ArrayList<>(
                new String(resource(CHARACTERS), StandardCharsets.UTF_8).lines().toList());
        characters.add(" ");
        detector = new TextDetector(detection, longestSide);
        recogniser = new TextRecogniser(recognition, new CtcDecoder(characters));
    }

    /**
     * Loads the models.
     *
     * @param options how they run
     * @param longestSide pictures are shrunk to this for finding text; lines are read from the picture as it is
     * @throws IOException if a model is not on the class path
     */
    public static TextReader load(SessionOptions options, int longestSide) throws IOException {
        if (longestSide < 1) {
            throw new IllegalArgumentException("longestSide is " + longestSide + "; it must be at least 1");
        }
        return new TextReader(options, longestSide);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream stream = TextReader.class.getClassLoader().getResourceAsStream(name)) {
            if (stream == null) {
                throw new FileNotFoundException(name + " is not on the class path");
            }
            return stream.readAllBytes();
        }
    }

    /**
     * Reads a picture.
     *
     * @return the lines in reading order
     */
    public List<TextLine> read(BufferedImage image) {
        Objects.requireNonNull(image, "image");
        List<TextLine> lines = new ArrayList<>();
        for (Box box : detector.detect(image)) {
            TextLine line = recogniser.read(image, box);
            if (line.score() >= SURE && !line.text().isBlank()) {
                lines.add(line);
            }
        }
        return lines;
    }

    /** Whether two lines stand beside each other. */
    public static boolean inOneRow(TextLine first, TextLine second) {
        return ReadingOrder.sameRow(first.box(), second.box());
    }

    /** Frees threads and memory. */
    @Override
    public void close() {
        detection.close();
        recognition.close();
    }
}
