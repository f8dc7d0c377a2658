package dev.lanewise.inference.cli;

import dev.lanewise.engine.machine.MachineProfile;
import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A model's nodes under the roofline, a colour for each of the operators that take most of the time. */
final class ModelChart {
    private static final List<Color> COLORS = List.of(
            new Color(0xE4572E),
            new Color(0xF0A202),
            new Color(0x8E44AD),
            new Color(0xC2185B),
            new Color(0x795548),
            new Color(0x9E9D24));
    private static final Color OTHERS = new Color(0x8A8F98);
    private static final Color NEED = new Color(0xB00020);

    /**
     * A node of the model.
     *
     * @param operator what it computes
     * @param intensity its FLOP per byte
     * @param flops FLOP/s that it reaches
     * @param seconds time that it takes
     */
    record Point(String operator, double intensity, double flops, double seconds) {}

    private ModelChart() {}

    /** Draws nodes that count operations; the rest moves data only, and has no place under the roofline. */
    static RooflineChart of(MachineProfile profile, String title, List<Point> points) {
        RooflineChart chart = new RooflineChart(profile, title);
        chart.drawRoofs();
        Map<String, List<Point>> groups = new LinkedHashMap<>();
        points.stream()
                .filter(point -> point.flops() > 0)
                .forEach(point -> groups.computeIfAbsent(point.operator(), key -> new ArrayList<>())
                        .add(point));
        double all = points.stream().mapToDouble(Point::seconds).sum();
        List<String> bySeconds = groups.keySet().stream()
                .sorted((first, second) -> Double.compare(seconds(groups.get(second)), seconds(groups.get(first))))
                .toList();
        List<Point> others = new ArrayList<>();
        for (int i = 0; i < bySeconds.size(); i++) {
            List<Point> group = groups.get(bySeconds.get(i));
            if (i < COLORS.size()) {
                draw(chart, bySeconds.get(i), group, all, COLORS.get(i));
            } else {
                others.addAll(group);
            }
        }
        if (!others.isEmpty()) {
            draw(chart, "others", others, all, OTHERS);
        }
        return chart;
    }

    /** Adds what a rate of runs asks for. */
    static void need(RooflineChart chart, String name, double flops) {
        chart.level(name, flops / 1e9, NEED);
    }

    private static double seconds(List<Point> group) {
        return group.stream().mapToDouble(Point::seconds).sum();
    }

    private static void draw(RooflineChart chart, String name, List<Point> group, double all, Color color) {
        chart.markers(
                String.format(Locale.ROOT, "%s, %.0f %% of the time", name, 100 * seconds(group) / all),
                group.stream().mapToDouble(Point::intensity).toArray(),
                group.stream().mapToDouble(point -> point.flops() / 1e9).toArray(),
                SeriesMarkers.CIRCLE,
                color);
    }
}
