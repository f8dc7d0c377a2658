package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.RowKernel;
import dev.lanewise.engine.packing.Operand;
import dev.lanewise.engine.parallel.Parallel;
import java.util.Arrays;

/**
 * Normalisations {@code (x − mean)/√(variance + epsilon)·scale + bias} of rows, whose mean and variance are their own or given.
 * The scales and biases are one for each element of a row, or one for each channel, which is some neighbouring elements.
 */
public final class NormRun extends SplitRun {
    /** Stand for scales and biases that are not given; −0 changes no sum. */
    private static final float[] ONES = filled(1);

    private static final float[] NOTHING = filled(-0f);

    private static final RowKernel KERNEL = Kernels.active().row();

    /** Arguments. */
    public final Operand x = new Operand();

    /** Results; may be x. */
    public final Operand y = new Operand();

    private int row;
    private int channel;
    private int channels;
    private float epsilon;
    private boolean centered;
    private float[] scale;
    private float[] bias;
    private float[] means;
    private float[] variances;

    /**
     * Makes a run that can be used again and again, by one caller at a time.
     *
     * @param parallel the threads
     */
    public NormRun(Parallel parallel) {
        super(parallel, Rows.SCRATCH);
    }

    private static float[] filled(float value) {
        float[] filled = new float[Rows.STRETCH];
        Arrays.fill(filled, value);
        return filled;
    }

    /**
     * Normalises rows by their own mean and variance, with a scale and a bias for each column.
     *
     * @param rows how many
     * @param length of a row
     * @param factors scale of each column, or null
     * @param terms bias of each column, or null
     * @param small what is added to the variance
     * @param mean whether the mean is subtracted; else the mean square takes the variance's place
     */
    public void executeRows(int rows, int length, float[] factors, float[] terms, float small, boolean mean) {
        set(length, 0, 1, factors, terms, small);
        centered = mean;
        split(length == 0 ? 0 : rows, (long) rows * length);
    }

    /**
     * Normalises groups of channels by their own mean and variance, or channels by given ones.
     *
     * @param batch how many images of so many channels
     * @param count channels of an image
     * @param size neighbouring elements of one channel
     * @param groups how many groups the channels of an image form
     * @param factors scale of each channel, or null
     * @param terms bias of each channel, or null
     * @param small what is added to the variance
     * @param givenMeans mean of each channel, or null for that of a group
     * @param givenVariances variance of each channel, or null for that of a group
     */
    public void executeChannels(
            int batch,
            int count,
            int size,
            int groups,
            float[] factors,
            float[] terms,
            float small,
            float[] givenMeans,
            float[] givenVariances) {
        set(count / groups * size, size, count, factors, terms, small);
        centered = true;
        means = givenMeans;
        variances = givenVariances;
        split(row == 0 ? 0 : batch * groups, (long) batch * groups * row);
    }

    private void set(int length, int size, int count, float[] factors, float[] terms, float small) {
        row = length;
        channel = size;
        channels = count;
        scale = factors;
        bias = terms;
        epsilon = small;
    }

    @Override
    void run(int part, int start, int end, float[] scratch) {
        if (channel == 0) {
            rows(start, end, scratch);
            return;
        }
        for (int i = start; i < end; i++) {
            int at = i * row;
            if (means != null) {
                channels(at, means[i % channels], inverse(variances[i % channels]), scratch);
            } else {
                float mean = Rows.sum(x, at, row, scratch) / row;
                channels(at, mean, inverse(Rows.sumOfSquares(x, at, row, mean, scratch) / row), scratch);
            }
        }
    }

    private void rows(int start, int end, float[] scratch) {
        for (int i = start; i < end; i++) {
            int at = i * row;
            float mean = centered ? Rows.sum(x, at, row, scratch) / row : 0;
            float factor = inverse(Rows.sumOfSquares(x, at, row, mean, scratch) / row);
            if (scale == null && bias == null) {
                affine(at, row, mean, factor, -0f, scratch);
            } else {
                columns(at, mean, factor, scratch);
            }
        }
    }

    private float inverse(float variance) {
        return 1 / (float) Math.sqrt(variance + epsilon);
    }

    private void columns(int at, float mean, float factor, float[] scratch) {
        for (int done = 0; done < row; done += Rows.STRETCH) {
            int count = Math.min(Rows.STRETCH, row - done);
            KERNEL.normalize(
                    count,
                    Rows.array(x, at + done, count, scratch),
                    Rows.index(x, at + done),
                    mean,
                    factor,
                    scale == null ? ONES : scale,
                    scale == null ? 0 : done,
                    bias == null ? NOTHING : bias,
                    bias == null ? 0 : done,
                    Rows.target(y, scratch),
                    Rows.index(y, at + done));
            Rows.store(y, at + done, count, scratch);
        }
    }

    /** (x − mean)·factor·scale + bias, channel by channel, as one difference, one product and one sum. */
    private void channels(int at, float mean, float factor, float[] scratch) {
        for (int from = at; from < at + row; from += channel) {
            int number = from / channel % channels;
            float product = scale == null ? factor : factor * scale[number];
            float term = bias == null ? -0f : bias[number];
            affine(from, channel, mean, product, term, scratch);
        }
    }

    private void affine(int at, int length, float mean, float factor, float term, float[] scratch) {
        for (int done = 0; done < length; done += Rows.STRETCH) {
            int count = Math.min(Rows.STRETCH, length - done);
            float[] from = Rows.array(x, at + done, count, scratch);
            float[] to = Rows.target(y, scratch);
            KERNEL.affine(count, from, Rows.index(x, at + done), mean, factor, term, to, Rows.index(y, at + done));
            Rows.store(y, at + done, count, scratch);
        }
    }

    @Override
    boolean isConfined() {
        return isConfined(x) || isConfined(y);
    }

    @Override
    public void clear() {
        x.clear();
        y.clear();
        scale = null;
        bias = null;
        means = null;
        variances = null;
    }
}
