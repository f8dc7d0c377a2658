package dev.lanewise.reference;

/** Resizing of planes, as ONNX describes it: an element at a time, from those around its place in the input. */
public final class ReferenceResize {
    private ReferenceResize() {}

    /**
     * One dimension.
     *
     * @param in elements of the input
     * @param out elements of the output
     * @param scale ratio of output to input
     * @param coordinates name of the transformation, in capitals
     * @param method {@code LINEAR}, {@code CUBIC}, or how the nearest is found: {@code PREFER_FLOOR} and so on
     * @param a parameter of the cubic
     * @param excludeOutside whether the cubic leaves out what is outside
     */
    public record Axis(
            int in, int out, double scale, String coordinates, String method, double a, boolean excludeOutside) {
        /**
         * What each element of the input contributes to one of the output.
         *
         * @param o element of the output
         * @return weights of all elements of the input
         */
        public double[] weights(int o) {
            double[] weights = new double[in];
            double at = place(o);
            int floor = (int) Math.floor(at);
            double t = at - floor;
            switch (method) {
                case "LINEAR" -> {
                    weights[inside(floor)] += 1 - t;
                    weights[inside(floor + 1)] += t;
                }
                case "CUBIC" -> {
                    double[] cubic = {far(1 + t), near(t), near(1 - t), far(2 - t)};
                    double sum = 0;
                    for (int i = 0; i < 4; i++) {
                        int index = floor - 1 + i;
                        boolean outside = index < 0 || index >= in;
                        sum += excludeOutside && outside ? 0 : cubic[i];
                        weights[inside(index)] += excludeOutside && outside ? 0 : cubic[i];
                    }
                    for (int i = 0; i < in && excludeOutside; i++) {
                        weights[i] /= sum;
                    }
                }
                default -> weights[inside(nearest(at, floor))] = 1;
            }
            return weights;
        }

        private double place(int o) {
            boolean single = out == 1;
            return switch (coordinates) {
                case "HALF_PIXEL" -> (o + 0.5) / scale - 0.5;
                case "HALF_PIXEL_SYMMETRIC" -> in / 2.0 * (1 - out / (scale * in)) + (o + 0.5) / scale - 0.5;
                case "PYTORCH_HALF_PIXEL" -> single ? 0 : (o + 0.5) / scale - 0.5;
                case "ALIGN_CORNERS" -> single ? 0 : (double) o * (in - 1) / (out - 1);
                default -> o / scale;
            };
        }

        private int nearest(double at, int floor) {
            return switch (method) {
                case "FLOOR" -> floor;
                case "CEIL" -> at == floor ? floor : floor + 1;
                case "PREFER_FLOOR" -> at - floor <= 0.5 ? floor : floor + 1;
                default -> at - floor < 0.5 ? floor : floor + 1;
            };
        }

        private int inside(int index) {
            return Math.max(0, Math.min(in - 1, index));
        }

        private double near(double d) {
            return ((a + 2) * d - (a + 3)) * d * d + 1;
        }

        private double far(double d) {
            return a * d * d * d - 5 * a * d * d + 8 * a * d - 4 * a;
        }
    }

    /**
     * One plane.
     *
     * @param x its elements
     * @param vertical what happens to rows
     * @param horizontal what happens to columns
     * @return results, each followed by the sum of the absolute values of its terms
     */
    public static double[] plane(float[] x, Axis vertical, Axis horizontal) {
        double[] y = new double[2 * vertical.out() * horizontal.out()];
        for (int i = 0; i < vertical.out(); i++) {
            double[] v = vertical.weights(i);
            for (int j = 0; j < horizontal.out(); j++) {
                double[] h = horizontal.weights(j);
                int at = 2 * (i * horizontal.out() + j);
                for (int r = 0; r < vertical.in(); r++) {
                    for (int c = 0; c < horizontal.in() && v[r] != 0; c++) {
                        double term = v[r] * h[c] * x[r * horizontal.in() + c];
                        y[at] += term;
                        y[at + 1] += Math.abs(term);
                    }
                }
            }
        }
        return y;
    }
}
