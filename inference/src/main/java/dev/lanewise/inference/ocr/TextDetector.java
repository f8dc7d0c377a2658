package dev.lanewise.inference.ocr;

import dev.lanewise.inference.Session;
import dev.lanewise.inference.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;

/** Finds where text is. */
final class TextDetector {
    private static final int MULTIPLE = 32;
    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

    private final Session session;
    private final int longestSide;

    TextDetector(Session session, int longestSide) {
        this.session = session;
        this.longestSide = longestSide;
    }

    /** Boxes in the picture, in reading order. */
    List<Box> detect(BufferedImage image) {
        double scale = Math.min(1, (double) longestSide / Math.max(image.getWidth(), image.getHeight()));
        int width = multiple(image.getWidth() * scale);
        int height = multiple(image.getHeight() * scale);
        float[] pixels = new float[3 * width * height];
        Pixels.normalise(Pixels.resized(image, width, height), MEAN, DEVIATION, pixels, width);
        Tensor input = Tensor.of(pixels, 1, 3, height, width);
        float[] map = session.run(Map.of(session.inputNames().getFirst(), input))
                .get(session.outputNames().getFirst())
                .floats();
        double horizontally = (double) image.getWidth() / width;
        double vertically = (double) image.getHeight() / height;
        return ReadingOrder.sort(TextRegions.find(map, width, height).stream()
                .map(box -> box.scaled(horizontally, vertically))
                .toList());
    }

    private static int multiple(double size) {
        return Math.max(MULTIPLE, (int) Math.round(size / MULTIPLE) * MULTIPLE);
    }
}
