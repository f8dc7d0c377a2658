package dev.lanewise.inference.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class OcrCommandTest {
    private static final String PAGE = Path.of("..", "samples", "page.png").toString();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine = LanewiseCommand.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    @Test
    void printsTextAndDrawsBoxes(@TempDir Path folder) throws IOException {
        Path annotated = folder.resolve("boxes.png");
        assertEquals(0, run("ocr", PAGE, "--annotate", annotated.toString()), err::toString);
        List<String> lines = out.toString().lines().toList();
        assertEquals("Lanewise Journal", lines.getFirst());
        assertEquals("Item  Quantity  Price", lines.get(lines.size() - 3));
        assertEquals(900, ImageIO.read(annotated.toFile()).getWidth());
    }

    @Test
    void printsJson() throws IOException {
        assertEquals(0, run("ocr", PAGE, "--json"), err::toString);
        List<Object> lines = JSON.std.listFrom(out.toString());
        Map<?, ?> first = (Map<?, ?>) lines.getFirst();
        assertEquals("Lanewise Journal", first.get("text"));
        assertEquals(4, ((List<?>) first.get("box")).size());
    }

    @Test
    void saysWhatIsWrong(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("text.png"), "no picture");
        assertNotEquals(0, run("ocr", text.toString()));
        assertTrue(err.toString().contains("is no picture"), err.toString());
        assertNotEquals(0, run("ocr", "missing.png"));
        assertTrue(err.toString().contains("missing.png is no file"), err.toString());
        assertNotEquals(0, run("ocr", PAGE, "--threads", "0"));
        assertTrue(err.toString().contains("--threads is 0"), err.toString());
    }
}
