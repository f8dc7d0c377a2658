package dev.lanewise.inference.cli;

import dev.lanewise.engine.machine.MachineProfile;
import dev.lanewise.engine.machine.MachineProfile.Rates;
import dev.lanewise.engine.machine.MemoryLevel;
import dev.lanewise.engine.machine.OperatorCost;
import dev.lanewise.engine.machine.Roofline;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
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
 * The roofline chart, both axes logarithmic. Roofs: one colour per level of the memory, solid for one thread, dashed for the
 * most, and thin for those between. Points: purple where the roofline says what can be attained, warm colours where it was
 * measured.
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
    private static final Color MODEL = new Color(0x8E44AD);
    private static final Color MEASURED_ONE = new Color(0xE4572E);
    private static final Color MEASURED_MOST = new Color(0xF0A202);
    private static final Color TEXT = new Color(0x2B2B2B);
    private static final Color GRID = new Color(0xE6E8EC);

    private static final BasicStroke SOLID = new BasicStroke(2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    private static final BasicStroke DASHED = dashes(2.4f, 9, 7);
    private static final BasicStroke DOTTED = dashes(1.2f, 2, 5);

    private final MachineProfile profile;
    private final XYChart chart;
    private final int most;
    private final double top;

    private RooflineChart(MachineProfile profile) {
        this.profile = profile;
        most = profile.rates().lastKey();
        top = 3 * profile.rates(most).peakFlops() / 1e9;
        chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("Roofline of " + profile.machine().cpu() + ", fp32, "
                        + (profile.machine().isScalar()
                                ? "scalar"
                                : 32 * profile.machine().lanes() + "-bit vectors"))
                .xAxisTitle("arithmetic intensity, FLOP per byte")
                .yAxisTitle("GFLOP/s")
                .build();
        style();
    }

    /** Draws the chart of a profile with these points. */
    static RooflineChart of(MachineProfile profile, List<MeasuredProduct> measured) {
        RooflineChart chart = new RooflineChart(profile);
        chart.drawNames(measured);
        chart.drawRoofs();
        // measured points near the roof would hide those of the model
        chart.drawMeasured(measured);
        chart.drawModel();
        return chart;
    }

    /** Writes the chart into a directory twice, as {@code roofline.svg} and as {@code roofline.png}. */
    void save(Path directory) throws IOException {
        ChartEncoder.saveChart(chart, directory.resolve("roofline.svg").toString(), "svg");
        BitmapEncoder.saveBitmapWithDPI(
                chart, directory.resolve("roofline.png").toString(), BitmapEncoder.BitmapFormat.PNG, PNG_DPI);
    }

    private void style() {
        var styler = chart.getStyler();
        styler.setXAxisLogarithmic(true);
        styler.setYAxisLogarithmic(true);
        styler.setXAxisMin(MIN_INTENSITY);
        styler.setXAxisMax(MAX_INTENSITY);
        double slowest = profile.roofline(1, MemoryLevel.MEMORY).attainable(MIN_INTENSITY) / 1e9;
        styler.setYAxisMin(Math.pow(10, Math.floor(Math.log10(slowest))));
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

    private void drawRoofs() {
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

    private void drawModel() {
        Roofline roofline = profile.roofline(1, MemoryLevel.MEMORY);
        points("attainable from memory, 1 thread", Operator.products(), roofline, SeriesMarkers.DIAMOND);
        points("the same, ResNet-50's convolutions", Operator.resNet50(), roofline, SeriesMarkers.CIRCLE);
    }

    private void points(String name, List<Operator> operators, Roofline roofline, Marker marker) {
        double[] x = intensities(operators.stream().map(Operator::cost));
        double[] y = Arrays.stream(x)
                .map(intensity -> roofline.attainable(intensity) / 1e9)
                .toArray();
        markers(name, x, y, marker, MODEL);
    }

    private void drawMeasured(List<MeasuredProduct> measured) {
        for (int threads : new TreeSet<>(List.of(1, most))) {
            List<MeasuredProduct> some =
                    measured.stream().filter(one -> one.threads() == threads).toList();
            if (!some.isEmpty()) {
                double[] x = intensities(some.stream().map(MeasuredProduct::cost));
                double[] y = some.stream().mapToDouble(one -> one.flops() / 1e9).toArray();
                Color color = threads == 1 ? MEASURED_ONE : MEASURED_MOST;
                markers("measured, " + Words.threads(threads), x, y, SeriesMarkers.SQUARE, color);
            }
        }
    }

    /** A thin upright at each named product, its name on top, where no point can hide it. */
    private void drawNames(List<MeasuredProduct> measured) {
        Map<String, OperatorCost> named = new LinkedHashMap<>();
        Operator.products().forEach(product -> named.put(product.name(), product.cost()));
        measured.forEach(product -> named.put(product.name(), product.cost()));
        named.forEach((name, cost) -> {
            double x = cost.intensity();
            double[] bottomToTop = {chart.getStyler().getYAxisMin(), top * 0.8};
            line(name, new double[] {x, x}, bottomToTop, DOTTED, BETWEEN).setShowInLegend(false);
            annotate(name, x, top * 0.88);
        });
    }

    private static double[] intensities(Stream<OperatorCost> costs) {
        return costs.mapToDouble(OperatorCost::intensity).toArray();
    }

    private XYSeries line(String name, double[] x, double[] y, BasicStroke stroke, Color color) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineStyle(stroke);
        series.setLineColor(color);
        return series;
    }

    private void markers(String name, double[] x, double[] y, Marker marker, Color color) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        series.setMarker(marker);
        series.setMarkerColor(color);
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
