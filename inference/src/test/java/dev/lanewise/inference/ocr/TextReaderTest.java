package dev.lanewise.inference.ocr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.inference.SessionOptions;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class TextReaderTest {
    @Test
    void readsTheSamplePage() throws IOException {
        BufferedImage page = ImageIO.read(Path.of("..", "samples", "page.png").toFile());
        try (TextReader reader = TextReader.load(SessionOptions.DEFAULT, 960)) {
            List<TextLine> lines = reader.read(page);
            assertEquals(
                    List.of(
                            "Lanewise Journal",
                            "Text can be read from a picture without a line",
                            "of native code. Every convolution of the network",
                            "Orange juice"),
                    List.of(
                            lines.get(0).text(),
                            lines.get(3).text(),
                            lines.get(4).text(),
                            lines.get(lines.size() - 3).text()));
            for (TextLine line : lines) {
                assertTrue(line.score() > 0.8, line.toString());
                assertTrue(line.box().height() > 15 && line.box().height() < 80, line.toString());
            }
        }
    }

    @Test
    void emptyPaperHasNoText() throws IOException {
        BufferedImage paper = new BufferedImage(50, 20, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = paper.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, 50, 20);
        graphics.dispose();
        try (TextReader reader = TextReader.load(SessionOptions.DEFAULT, 960)) {
            assertEquals(List.of(), reader.read(paper));
        }
    }

    @Test
    void boxesGrowOnAllSides() {
        Box box = Box.of(List.of(new Point(10, 5), new Point(2, 5), new Point(10, 9), new Point(2, 9)));
        assertEquals(8, box.width());
        assertEquals(4, box.height());
        Box grown = box.grown(1);
        assertEquals(10, grown.width(), 1e-9);
        assertEquals(6, grown.height(), 1e-9);
        assertEquals(1, grown.topLeft().x(), 1e-9);
        assertEquals(4, grown.topLeft().y(), 1e-9);
        assertTrue(grown.contains(1.5, 4.5));
    }
}
