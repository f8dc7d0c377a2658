package dev.lanewise.inference.ocr;

import dev.lanewise.inference.Session;
import dev.lanewise.inference.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.util.Map;

/** Reads one line of text. */
final class TextRecogniser {
    private static final int HEIGHT = 48;
    /** Widths are multiples of this, so that few plans serve lines of all lengths; what is left over is grey. */
    private static final int MULTIPLE = 64;

    private static final int LONGEST = 3200;
    private static final double UPRIGHT_RATIO = 1.5;
    private static final float[] HALF = {0.5f, 0.5f, 0.5f};

    private final Session session;
    private final CtcDecoder decoder;

    TextRecogniser(Session session, CtcDecoder decoder) {
        this.session = session;
        this.decoder = decoder;
    }

    /** Reads the text in a box of the picture. */
    TextLine read(BufferedImage image, Box box) {
        BufferedImage line = Pixels.cut(image, box, UPRIGHT_RATIO);
        int used = (int) Math.clamp(Math.ceil((double) HEIGHT * line.getWidth() / line.getHeight()), 1, LONGEST);
        int width = (used + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
        float[] pixels = new float[3 * HEIGHT * width];
        Pixels.normalise(Pixels.resized(line, used, HEIGHT), HALF, HALF, pixels, width);
        Tensor scores = session.run(Map.of(session.inputNames().getFirst(), Tensor.of(pixels, 1, 3, HEIGHT, width)))
                .get(session.outputNames().getFirst());
        return decoder.decode(scores, box);
    }
}
