package dev.lanewise.inference.cli;

import dev.lanewise.engine.machine.MachineProfile;
import dev.lanewise.engine.machine.MachineProfile.Rates;
import dev.lanewise.engine.machine.MemoryLevel;
import dev.lanewise.engine.machine.Roofline;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A roofline chart, both axes logarithmic, with nothing under its roofs yet: one colour per level of the memory, solid for one thread,
 * dashed for the most, and thin for those between.
 */
final class RooflineChart {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;
    private static final int PNG_DPI = 144;

    private static final double MIN_INTENSITY = 0.1;
    private static final double MAX_INTENSITY = 1000;

    private static final Map<MemoryLevel, Color> COLORS = Map.of(
            MemoryLevel.L1, new Color(0x2A9D8F),
            MemoryLevel.L2, new Color(0x6AB04C),
            MemoryLevel.L3, new Color(0x3A86C8),
            MemoryLevel.MEMORY, new Color(0x22335B));
    private static final Color ROOF = new Color(0x333333);
    private static final Color BETWEEN = new Color(0xB8BDC6);
    private static final Color TEXT = new Color(0x2B2B2B);
    private static final Color GRID = new Color(0xE6E8EC);

    private static final BasicStroke SOLID = new BasicStroke(2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    private static final BasicStroke DASHED = dashes(2.4f, 9, 7);
    private static final BasicStroke DOTTED = dashes(1.2f, 2, 5);

    private final MachineProfile profile;
    private final XYChart chart;
    private final int most;
    private final double bottom;
    private final double top;

    RooflineChart(MachineProfile profile, String what) {
        this.profile = profile;
        most = profile.rates().lastKey();
        top = 3 * profile.rates(most).peakFlops() / 1e9;
        double slowest = profile.roofline(1, MemoryLevel.MEMORY).attainable(MIN_INTENSITY) / 1e9;
        bottom = Math.pow(10, Math.floor(Math.log10(slowest)));
        chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(what + profile.machine().cpu() + ", fp32, "
                        + (profile.machine().isScalar()
                                ? "scalar"
                                : 32 * profile.machine().lanes() + "-bit vectors"))
                .xAxisTitle("arithmetic intensity, FLOP per byte")
                .yAxisTitle("GFLOP/s")
                .build();
        style();
    }

    /** Writes the chart into a directory twice, as {@code NAME.svg} and as {@code NAME.png}. */
    void save(Path directory, String name) throws IOException {
        ChartEncoder.saveChart(chart, directory.resolve(name + ".svg").toString(), "svg");
        BitmapEncoder.saveBitmapWithDPI(
                chart, directory.resolve(name + ".png").toString(), BitmapEncoder.BitmapFormat.PNG, PNG_DPI);
    }

    private void style() {
        var styler = chart.getStyler();
        styler.setXAxisLogarithmic(true);
        styler.setYAxisLogarithmic(true);
        styler.setXAxisMin(MIN_INTENSITY);
        styler.setXAxisMax(MAX_INTENSITY);
        styler.setYAxisMin(bottom);
        styler.setYAxisMax(top);
        styler.setPlotContentSize(0.98);
        styler.setLocale(Locale.ROOT);
        styler.setDecimalPattern("0.###");
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderColor(GRID);
        styler.setPlotGridLinesColor(GRID);
        styler.setPlotGridLinesStroke(new BasicStroke(1));
        styler.setChartFontColor(TEXT);
        styler.setChartTitleBoxVisible(false);
        styler.setChartTitleFont(font(Font.BOLD, 20));
        styler.setChartTitlePadding(12);
        styler.setChartPadding(14);
        styler.setAxisTitleFont(font(Font.PLAIN, 15));
        styler.setAxisTickLabelsFont(font(Font.PLAIN, 14));
        styler.setAnnotationTextFont(font(Font.PLAIN, 13));
        styler.setAnnotationTextFontColor(TEXT);
        styler.setLegendPosition(LegendPosition.InsideSE);
        styler.setLegendFont(font(Font.PLAIN, 13));
        styler.setLegendBackgroundColor(new Color(255, 255, 255, 230));
        styler.setLegendBorderColor(GRID);
        styler.setLegendSeriesLineLength(34);
        styler.setMarkerSize(10);
        styler.setAntiAlias(true);
    }

    /** Draws what the machine can do. */
    void drawRoofs() {
        for (int threads : profile.rates().keySet()) {
            if (threads != 1 && threads != most) {
                drawSlope(threads, MemoryLevel.MEMORY, DOTTED, BETWEEN, "");
                drawFlat(threads, DOTTED, BETWEEN);
            }
        }
        for (MemoryLevel level : profile.rates(1).bandwidths().keySet()) {
            drawSlope(1, level, SOLID, COLORS.get(level), bandwidths(level));
            if (most > 1 && profile.rates(most).bandwidths().containsKey(level)) {
                drawSlope(most, level, DASHED, COLORS.get(level), "");
            }
        }
        drawFlat(1, SOLID, ROOF);
        if (most > 1) {
            drawFlat(most, DASHED, ROOF);
        }
    }

    /** For the legend: a level and what it delivers. */
    private String bandwidths(MemoryLevel level) {
        String text = String.format(
                Locale.ROOT,
                "%s: %.0f GB/s",
                Words.name(level),
                profile.roofline(1, level).bytesPerSecond() / 1e9);
        if (most == 1 || !profile.rates(most).bandwidths().containsKey(level)) {
            return text;
        }
        double mostBytes = profile.roofline(most, level).bytesPerSecond();
        return text + String.format(Locale.ROOT, ", %s %.0f (dashed)", Words.threads(most), mostBytes / 1e9);
    }

    private void drawSlope(int threads, MemoryLevel level, BasicStroke stroke, Color color, String legend) {
        Roofline roofline = profile.roofline(threads, level);
        double[] x = {MIN_INTENSITY, roofline.ridge()};
        double[] y = {roofline.attainable(MIN_INTENSITY) / 1e9, roofline.peakFlops() / 1e9};
        line(legend.isEmpty() ? "slope " + threads + " " + level : legend, x, y, stroke, color)
                .setShowInLegend(!legend.isEmpty());
    }

    private void drawFlat(int threads, BasicStroke stroke, Color color) {
        Rates rates = profile.rates(threads);
        double ridge = rates.bandwidths().keySet().stream()
                .mapToDouble(level -> rates.roofline(level).ridge())
                .min()
                .orElseThrow();
        double peak = rates.peakFlops() / 1e9;
        line("roof " + threads, new double[] {ridge, MAX_INTENSITY}, new double[] {peak, peak}, stroke, color)
                .setShowInLegend(false);
        if (threads == 1 || threads == most) {
            String text = String.format(Locale.ROOT, "FMA peak, %s: %.0f GFLOP/s", Words.threads(threads), peak);
            annotate(text, 70, peak * 1.13);
        }
    }

    private XYSeries line(String name, double[] x, double[] y, BasicStroke stroke, Color color) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineStyle(stroke);
        series.setLineColor(color);
        return series;
    }

    /** Points; those beyond the axes stand at their ends. */
    void markers(String name, double[] x, double[] y, Marker marker, Color color) {
        double[] inX = Arrays.stream(x)
                .map(value -> Math.clamp(value, MIN_INTENSITY, MAX_INTENSITY))
                .toArray();
        double[] inY =
                Arrays.stream(y).map(value -> Math.clamp(value, bottom, top)).toArray();
        XYSeries series = chart.addSeries(name, inX, inY);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        series.setMarker(marker);
        series.setMarkerColor(color);
    }

    /** A thin upright with its name on top, where no point can hide it. */
    void upright(String name, double x) {
        line(name, new double[] {x, x}, new double[] {bottom, top * 0.8}, DOTTED, BETWEEN)
                .setShowInLegend(false);
        annotate(name, x, top * 0.88);
    }

    /** A thin level line all across, with its name above it. */
    void level(String name, double y, Color color) {
        double in = Math.clamp(y, bottom, top);
        line(name, new double[] {MIN_INTENSITY, MAX_INTENSITY}, new double[] {in, in}, DASHED, color);
    }

    private void annotate(String text, double x, double y) {
        chart.addAnnotation(new AnnotationText(text, x, y, false));
    }

    private static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }

    private static BasicStroke dashes(float width, float on, float off) {
        return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {on, off}, 0);
    }
}
