package dev.lanewise.engine;

import dev.lanewise.engine.drivers.ResizeAxis;
import dev.lanewise.engine.drivers.ResizeRun;
import dev.lanewise.engine.planning.Layout;
import java.lang.foreign.MemorySegment;

/**
 * A prepared resizing of images, {@code y[o][p] = Σᵢⱼ v[o][i]·h[p][j]·x[row(o, i)][col(p, j)]} with the weights and elements of an
 * {@link Interpolation}, at the places that {@link Coordinates} name. Made by {@link Engine#resize}. An image in one dimension has one row.
 *
 * <p>Images are dense; x and y share no element. Places are computed in double precision, weights are rounded to floats, and sums run in
 * order with fused multiply-adds, columns behind rows: {@code |error| ≤ γ(2t + 2)·Σᵢⱼ|v·h·x|} for t elements in a dimension, with
 * {@code γ(n) = n·2⁻²⁴/(1 − n·2⁻²⁴)}. The nearest element keeps its bits, and so does a dimension that
 * keeps its size. Otherwise an element that is no finite number reaches results where its weight is 0 too, as NaN.
 *
 * <p>Immutable; may run in many threads at once, with the same bits for any number of threads; once warm, a run allocates nothing. It leases
 * one row of the input as workspace for each thread, and for segments a row for each that is blended and one of the output.
 */
public final class Resize {
    private final Runs<ResizeRun> runs;
    private final int planes;
    private final int inner;
    private final ResizeAxis rows;
    private final ResizeAxis cols;
    private final int inputs;
    private final int outputs;

    private Resize(Builder description, Runs<ResizeRun> runs, ResizeAxis rows, ResizeAxis cols) {
        this.runs = runs;
        this.rows = rows;
        this.cols = cols;
        inner = description.layout == Layout.NHWC ? description.channels : 1;
        planes = description.batch * description.channels / inner;
        inputs = elements("the input", planes * inner, rows.in(), cols.in());
        outputs = elements("the output", planes * inner, rows.out(), cols.out());
    }

    private static int elements(String name, int planes, int height, int width) {
        return ShapeChecks.elements(new int[] {planes, height, width}, name);
    }

    /**
     * Rows of the output.
     *
     * @return at least 1
     */
    public int outHeight() {
        return rows.out();
    }

    /**
     * Columns of the output.
     *
     * @return at least 1
     */
    public int outWidth() {
        return cols.out();
    }

    /**
     * Resizes images.
     *
     * @param x input
     * @param xOffset its first element
     * @param y output
     * @param yOffset its first element
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if y overlaps x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed or the workspace limit too small
     */
    public void run(float[] x, int xOffset, float[] y, int yOffset) {
        Checks.apart(x, xOffset, inputs, y, yOffset, outputs);
        ResizeRun run = runs.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            run.execute(planes, rows, cols, inner);
        } finally {
            runs.end(run);
        }
    }

    /**
     * Resizes images in segments of fp32 in native byte order, as {@link #run(float[], int, float[], int)}. A segment confined to the
     * calling thread keeps the run there.
     *
     * @param x input
     * @param xOffset its first element
     * @param y output, writable
     * @param yOffset its first element
     * @throws NullPointerException if a segment is null
     * @throws IllegalArgumentException if y is read-only or overlaps x
     * @throws IndexOutOfBoundsException if a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed, or the workspace limit is too small
     */
    public void run(MemorySegment x, long xOffset, MemorySegment y, long yOffset) {
        Checks.apart(x, xOffset, inputs, y, yOffset, outputs);
        ResizeRun run = runs.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            run.execute(planes, rows, cols, inner);
        } finally {
            runs.end(run);
        }
    }

    /** Describes a resizing: from {@link Engine#resize}. An output size or scales must be given. */
    public static final class Builder {
        private final Runs<ResizeRun> runs;
        private final int batch;
        private final int channels;
        private final int height;
        private final int width;
        private int outHeight;
        private int outWidth;
        private double scaleHeight;
        private double scaleWidth;
        private Layout layout = Layout.NHWC;
        private Interpolation interpolation = Interpolation.linear();
        private Coordinates coordinates = Coordinates.HALF_PIXEL;

        Builder(Runs<ResizeRun> runs, int batch, int channels, int height, int width) {
            Checks.positive(batch, "batch");
            Checks.positive(channels, "channels");
            Checks.positive(height, "height");
            Checks.positive(width, "width");
            ShapeChecks.elements(new int[] {batch, channels, height, width}, "the input");
            this.runs = runs;
            this.batch = batch;
            this.channels = channels;
            this.height = height;
            this.width = width;
        }

        /**
         * Sizes of the output; scales are the ratios to those of the input.
         *
         * @param rows rows of the output
         * @param cols columns of the output
         * @return this
         * @throws IllegalArgumentException if one is below 1
         */
        public Builder to(int rows, int cols) {
            Checks.positive(rows, "rows");
            Checks.positive(cols, "cols");
            outHeight = rows;
            outWidth = cols;
            scaleHeight = (double) rows / height;
            scaleWidth = (double) cols / width;
            return this;
        }

        /**
         * Scales; sizes of the output are {@code ⌊in·scale⌋}.
         *
         * @param vertical ratio of rows
         * @param horizontal ratio of columns
         * @return this
         * @throws IllegalArgumentException if one is not positive and finite, or an output has no element or too many
         */
        public Builder scales(float vertical, float horizontal) {
            outHeight = scaled(height, vertical, "vertical");
            outWidth = scaled(width, horizontal, "horizontal");
            scaleHeight = vertical;
            scaleWidth = horizontal;
            return this;
        }

        private static int scaled(int in, float scale, String name) {
            double out = Math.floor(in * (double) scale);
            if (!(out >= 1 && out <= Integer.MAX_VALUE)) {
                throw new IllegalArgumentException(name + " is " + scale + "; it must give an output of 1 to "
                        + Integer.MAX_VALUE + " elements, which " + in + " times it is not");
            }
            return (int) out;
        }

        /**
         * The layout of input and output.
         *
         * @param order NHWC unless set
         * @return this
         * @throws NullPointerException if it is null
         */
        public Builder layout(Layout order) {
            Checks.notNull(order, "order");
            layout = order;
            return this;
        }

        /**
         * How elements are made.
         *
         * @param method linear unless set
         * @return this
         * @throws NullPointerException if it is null
         */
        public Builder interpolation(Interpolation method) {
            Checks.notNull(method, "method");
            interpolation = method;
            return this;
        }

        /**
         * Where elements lie in the input.
         *
         * @param places half-pixel unless set
         * @return this
         * @throws NullPointerException if it is null
         */
        public Builder coordinates(Coordinates places) {
            Checks.notNull(places, "places");
            coordinates = places;
            return this;
        }

        /**
         * Computes the weights.
         *
         * @return the operator
         * @throws IllegalStateException if no size of the output was given
         * @throws IllegalArgumentException if the output has too many elements
         */
        public Resize prepare() {
            if (outHeight == 0) {
                throw new IllegalStateException("neither sizes nor scales are set; one of them must be given");
            }
            ShapeChecks.elements(new int[] {batch, channels, outHeight, outWidth}, "the output");
            ResizeAxis rows = interpolation.axis(height, outHeight, scaleHeight, coordinates);
            ResizeAxis cols = interpolation.axis(width, outWidth, scaleWidth, coordinates);
            return new Resize(this, runs, rows, cols);
        }
    }
}
