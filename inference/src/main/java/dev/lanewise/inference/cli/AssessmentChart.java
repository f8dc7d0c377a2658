package dev.lanewise.inference.cli;

import dev.lanewise.engine.machine.MachineProfile;
import dev.lanewise.engine.machine.MemoryLevel;
import dev.lanewise.engine.machine.OperatorCost;
import dev.lanewise.engine.machine.Roofline;
import java.awt.Color;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The roofline of an assessment. Points: purple where the roofline says what can be attained, warm colours where it was measured. */
final class AssessmentChart {
    private static final Color MODEL = new Color(0x8E44AD);
    private static final Color MEASURED_ONE = new Color(0xE4572E);
    private static final Color MEASURED_MOST = new Color(0xF0A202);

    private final MachineProfile profile;
    private final RooflineChart chart;

    private AssessmentChart(MachineProfile profile) {
        this.profile = profile;
        chart = new RooflineChart(profile, "Roofline of ");
    }

    /** Draws the chart of a profile with these points. */
    static RooflineChart of(MachineProfile profile, List<MeasuredProduct> measured) {
        AssessmentChart drawing = new AssessmentChart(profile);
        drawing.drawNames(measured);
        drawing.chart.drawRoofs();
        // measured points near the roof would hide those of the model
        drawing.drawMeasured(measured);
        drawing.drawModel();
        return drawing.chart;
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
        chart.markers(name, x, y, marker, MODEL);
    }

    private void drawMeasured(List<MeasuredProduct> measured) {
        int most = profile.rates().lastKey();
        for (int threads : new TreeSet<>(List.of(1, most))) {
            List<MeasuredProduct> some =
                    measured.stream().filter(one -> one.threads() == threads).toList();
            if (!some.isEmpty()) {
                double[] x = intensities(some.stream().map(MeasuredProduct::cost));
                double[] y = some.stream().mapToDouble(one -> one.flops() / 1e9).toArray();
                Color color = threads == 1 ? MEASURED_ONE : MEASURED_MOST;
                chart.markers("measured, " + Words.threads(threads), x, y, SeriesMarkers.SQUARE, color);
            }
        }
    }

    private void drawNames(List<MeasuredProduct> measured) {
        Map<String, OperatorCost> named = new LinkedHashMap<>();
        Operator.products().forEach(product -> named.put(product.name(), product.cost()));
        measured.forEach(product -> named.put(product.name(), product.cost()));
        named.forEach((name, cost) -> chart.upright(name, cost.intensity()));
    }

    private static double[] intensities(Stream<OperatorCost> costs) {
        return costs.mapToDouble(OperatorCost::intensity).toArray();
    }
}
