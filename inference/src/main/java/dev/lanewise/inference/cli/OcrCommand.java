package dev.lanewise.inference.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.lanewise.inference.SessionOptions;
import dev.lanewise.inference.ocr.Point;
import dev.lanewise.inference.ocr.TextLine;
import dev.lanewise.inference.ocr.TextReader;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the text in a picture. */
@Command(
        name = "ocr",
        description =
                "Reads the text in a picture and prints it, line by line. English and Chinese, by the models of PP-OCRv4.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  lanewise ocr samples/page.png",
            "  lanewise ocr receipt.jpg --json",
            "  lanewise ocr receipt.jpg --annotate boxes.png --threads 2"
        })
final class OcrCommand implements Callable<Integer> {
    @Parameters(paramLabel = "IMAGE", description = "A picture: PNG, JPEG, BMP, GIF or TIFF.")
    private Path image;

    @Option(names = "--json", description = "Print lines with boxes and scores as JSON.")
    private boolean json;

    @Option(names = "--annotate", paramLabel = "FILE", description = "Write the picture with boxes to this PNG file.")
    private Path annotated;

    @Option(
            names = "--longest-side",
            paramLabel = "PIXELS",
            defaultValue = "960",
            description =
                    "Text is searched for in the picture shrunk to this; larger finds smaller text. 960 unless given.")
    private int longestSide;

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads; 1 unless given.")
    private int threads;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads is " + threads + "; it must be at least 1");
        }
        if (longestSide < 32) {
            throw new ParameterException(
                    spec.commandLine(), "--longest-side is " + longestSide + "; it must be at least 32");
        }
        BufferedImage picture = read(image);
        List<TextLine> lines;
        try (TextReader reader = TextReader.load(SessionOptions.DEFAULT.withThreads(threads), longestSide)) {
            lines = reader.read(picture);
        }
        if (annotated != null) {
            annotate(picture, lines);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(describe(lines)));
        } else {
            print(lines, out);
        }
        return 0;
    }

    static BufferedImage read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new FileNotFoundException(file + " is no file");
        }
        BufferedImage picture = ImageIO.read(file.toFile());
        if (picture == null) {
            throw new IOException(file + " is no picture that can be read: PNG, JPEG, BMP, GIF and TIFF can");
        }
        return picture;
    }

    /** Lines that stand beside each other go into one. */
    private static void print(List<TextLine> lines, PrintWriter out) {
        for (int i = 0; i < lines.size(); i++) {
            boolean goesOn = i + 1 < lines.size() && TextReader.inOneRow(lines.get(i), lines.get(i + 1));
            out.print(lines.get(i).text() + (goesOn ? "  " : System.lineSeparator()));
        }
        out.flush();
    }

    private static List<Map<String, Object>> describe(List<TextLine> lines) {
        List<Map<String, Object>> described = new ArrayList<>();
        for (TextLine line : lines) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("text", line.text());
            fields.put("score", Math.round(line.score() * 1e4) / 1e4);
            fields.put(
                    "box",
                    line.box().corners().stream()
                            .map(corner -> List.of(Math.round(corner.x()), Math.round(corner.y())))
                            .toList());
            described.add(fields);
        }
        return described;
    }

    private void annotate(BufferedImage picture, List<TextLine> lines) throws IOException {
        BufferedImage copy = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = copy.createGraphics();
        graphics.drawImage(picture, 0, 0, Color.WHITE, null);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setStroke(new BasicStroke(Math.max(1, picture.getWidth() / 500f)));
        graphics.setColor(new Color(0xd62728));
        for (TextLine line : lines) {
            Path2D path = new Path2D.Double();
            List<Point> corners = line.box().corners();
            path.moveTo(corners.getFirst().x(), corners.getFirst().y());
            corners.forEach(corner -> path.lineTo(corner.x(), corner.y()));
            path.closePath();
            graphics.draw(path);
        }
        graphics.dispose();
        ImageIO.write(copy, "png", annotated.toFile());
    }
}
