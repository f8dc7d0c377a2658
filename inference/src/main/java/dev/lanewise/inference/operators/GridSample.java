package dev.lanewise.inference.operators;

import dev.lanewise.inference.graph.Attributes;
import dev.lanewise.inference.tensor.ModelException;

/** Pictures sampled at places that a grid names, from −1 at one edge to 1 at the other. */
final class GridSample {
    /** Keys' parameter of the cubic kernel. */
    private static final double CUBIC = -0.75;

    private final String mode;
    private final String padding;
    private final boolean corners;
    private final int rows;
    private final int columns;

    private GridSample(Attributes attributes, int rows, int columns) {
        mode = attributes.string("mode", "linear").replace("bilinear", "linear").replace("bicubic", "cubic");
        padding = attributes.string("padding_mode", "zeros");
        corners = attributes.flag("align_corners", false);
        this.rows = rows;
        this.columns = columns;
    }

    static void plan(NodeContext context) {
        Value x = context.plain(0);
        Value grid = context.plain(1);
        Unary.requireFloats(x);
        Unary.requireFloats(grid);
        if (x.rank() != 4 || grid.rank() != 4) {
            throw new ModelException("images of " + (x.rank() - 2) + " dimensions are not supported");
        }
        GridSample sampler = new GridSample(context.attributes(), x.size(2), x.size(3));
        int plane = x.size(2) * x.size(3);
        int places = grid.size(1) * grid.size(2);
        Value y = context.output(0, x.type(), x.size(0), x.size(1), grid.size(1), grid.size(2));
        context.step(frame -> {
            float[] points = frame.floats(grid);
            for (int i = 0; i < y.elements(); i++) {
                int image = i / places / x.size(1);
                int point = frame.at(grid) + 2 * (image * places + i % places);
                int first = frame.at(x) + i / places * plane;
                frame.floats(y)[frame.at(y) + i] =
                        (float) sampler.sample(frame.floats(x), first, points[point + 1], points[point]);
            }
        });
    }

    private double sample(float[] image, int first, double down, double right) {
        double row = place(down, rows);
        double column = place(right, columns);
        if (mode.equals("nearest")) {
            return pixel(image, first, (int) Math.rint(row), (int) Math.rint(column));
        }
        boolean cubic = mode.equals("cubic");
        int top = (int) Math.floor(row) - (cubic ? 1 : 0);
        int left = (int) Math.floor(column) - (cubic ? 1 : 0);
        int taps = cubic ? 4 : 2;
        double sum = 0;
        for (int r = 0; r < taps; r++) {
            for (int c = 0; c < taps; c++) {
                double weight = weight(row - top - r, cubic) * weight(column - left - c, cubic);
                sum += weight * pixel(image, first, top + r, left + c);
            }
        }
        return sum;
    }

    private static double weight(double distance, boolean cubic) {
        double d = Math.abs(distance);
        if (!cubic) {
            return 1 - d;
        }
        return d <= 1
                ? ((CUBIC + 2) * d - (CUBIC + 3)) * d * d + 1
                : ((CUBIC * d - 5 * CUBIC) * d + 8 * CUBIC) * d - 4 * CUBIC;
    }

    /** The place in pixels, brought into the picture where its padding says so; of cubic kernels only the pixels are. */
    private double place(double number, int size) {
        double place = corners ? (number + 1) / 2 * (size - 1) : ((number + 1) * size - 1) / 2;
        return switch (mode.equals("cubic") ? "" : padding) {
            case "border" -> Math.clamp(place, 0.0, size - 1);
            case "reflection" -> reflected(place, size);
            default -> place;
        };
    }

    private double reflected(double place, int size) {
        double low = corners ? 0 : -0.5;
        double high = corners ? size - 1 : size - 0.5;
        double range = high - low;
        if (range == 0) {
            return low;
        }
        double beyond = (((place - low) % (2 * range)) + 2 * range) % (2 * range);
        return low + Math.min(beyond, 2 * range - beyond);
    }

    private double pixel(float[] image, int first, int row, int column) {
        int r = inside(row, rows);
        int c = inside(column, columns);
        return r < 0 || c < 0 ? 0 : image[first + r * columns + c];
    }

    private int inside(int index, int size) {
        if (index >= 0 && index < size) {
            return index;
        }
        return switch (padding) {
            case "border" -> Math.clamp(index, 0, size - 1);
            case "reflection" -> Math.clamp(Math.round(reflected(index, size)), 0, size - 1);
            default -> -1;
        };
    }
}
