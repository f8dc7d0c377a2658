package dev.lanewise.jmh.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The figures measured so far, as text, Markdown and CSV. */
final class FigureTable {

    private static final List<String> HEADERS =
            List.of("rows", "what", "must", "goal", "measured", "peer", "verdict", "undisturbed");
    private static final String CSV_HEADER = "rows,what,sense,must,goal,measured,peer,note";

    private final List<Figure> figures = new ArrayList<>();

    /** Adds a figure; one of the same case is replaced where it stands. */
    void add(Figure figure) {
        for (int i = 0; i < figures.size(); i++) {
            if (figures.get(i).isSameCase(figure)) {
                figures.set(i, figure);
                return;
            }
        }
        figures.add(figure);
    }

    /** The figures of one family. */
    List<Figure> figures(String rows) {
        return figures.stream().filter(figure -> figure.rows().equals(rows)).toList();
    }

    /** Adds what an earlier run wrote, where there is one. */
    void read(Path csv) throws IOException {
        if (Files.exists(csv)) {
            Files.readAllLines(csv).stream().skip(1).map(Figure::parse).forEach(this::add);
        }
    }

    void writeCsv(Path csv) throws IOException {
        Files.write(
                csv,
                Stream.concat(Stream.of(CSV_HEADER), figures.stream().map(Figure::toCsv))
                        .toList());
    }

    void writeMarkdown(Path markdown, String header) throws IOException {
        StringBuilder text = new StringBuilder(header).append("\n\n");
        text.append(row(HEADERS)).append(row(List.of("---", "---", "---:", "---:", "---:", "---", "---", "---")));
        figures.forEach(figure -> text.append(row(cells(figure))));
        Files.writeString(markdown, text);
    }

    @Override
    public String toString() {
        List<List<String>> lines = new ArrayList<>(List.of(HEADERS));
        figures.forEach(figure -> lines.add(cells(figure)));
        int[] widths = new int[HEADERS.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder padded = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                padded.append(line.get(i)).repeat(" ", widths[i] - line.get(i).length() + 2);
            }
            text.append(padded.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static List<String> cells(Figure figure) {
        return List.of(
                figure.rows(),
                figure.what(),
                Figure.number(figure.must()),
                Figure.number(figure.goal()),
                Figure.number(figure.measured()),
                figure.peer(),
                figure.verdict(),
                figure.note());
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
