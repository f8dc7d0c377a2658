package dev.lanewise.jmh;

import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.reference.ReferenceConv2d;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One convolution with bias and its data, uniform in ±1, in both layouts. */
public class Convolution {

    /** The layers of the peers' table, of networks that everybody knows. */
    public static final List<String> LAYERS = List.of(
            "resnet_7x7s2_3to64@224",
            "resnet_3x3s1_64to64@56",
            "resnet_3x3s1_128to128@28",
            "resnet_3x3s1_256to256@14",
            "resnet_3x3s1_512to512@7",
            "resnet_1x1s1_256to64@56",
            "resnet_1x1s1_64to256@56",
            "resnet_1x1s1_1024to256@14",
            "resnet_3x3s2_128to128@56",
            "vgg_3x3s1_64to64@224",
            "vgg_3x3s1_128to128@112",
            "vgg_3x3s1_256to256@56",
            "vgg_3x3s1_512to512@28",
            "mobilenet_3x3s1_dw32@112",
            "mobilenet_3x3s2_dw64@112",
            "mobilenet_3x3s1_dw512@14",
            "alexnet_11x11s4_3to64@224",
            "alexnet_5x5s1_64to192@27",
            "large_31x31s1_dw128@56",
            "speech_5x1s1_64to64@1000x40");

    private static final Pattern LAYER =
            Pattern.compile("[a-z]+_(\\d+)x(\\d+)s(\\d+)_(?:dw(\\d+)|(\\d+)to(\\d+))@(\\d+)(?:x(\\d+))?");

    // that of Winograd on six points is below 3.5e-6, of all others below 2e-6
    private static final double LARGEST_ERROR = 5e-6;
    private static final long CHECKED_TERMS = 20_000_000;
    private static final int FEWEST_CHECKED = 2_000;

    private final ConvShape shape;
    private final Map<Layout, float[]> inputs = new EnumMap<>(Layout.class);
    private final float[] weights;
    private final float[] bias;
    private final float[] output;
    private int[] checked;
    private double[] expected;

    /**
     * Makes the data; the same for the same sizes.
     *
     * @param shape the sizes
     */
    public Convolution(ConvShape shape) {
        this.shape = shape;
        SplittableRandom random = new SplittableRandom(shape.flop());
        inputs.put(Layout.NCHW, uniform(random, shape.inputElements()));
        weights = uniform(random, shape.weightElements());
        bias = uniform(random, shape.outChannels());
        output = new float[shape.outputElements()];
    }

    /**
     * Reads a layer as tables write it: one image, and padding that a stride of 1 would leave the size with.
     *
     * @param layer {@code net_KHxKWsS_CtoO@HxW}; {@code dwC} for depthwise and {@code @H} for squares
     * @return its sizes
     */
    public static ConvShape shape(String layer) {
        Matcher matcher = LAYER.matcher(layer);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("layer is " + layer + "; it must be of the form net_KHxKWsS_CtoO@HxW");
        }
        int[] n = new int[matcher.groupCount() + 1];
        for (int i = 1; i < n.length; i++) {
            n[i] = matcher.group(i) == null ? 0 : Integer.parseInt(matcher.group(i));
        }
        boolean depthwise = n[4] > 0;
        int down = (n[1] - 1) / 2;
        int across = (n[2] - 1) / 2;
        return ConvShape.builder(depthwise ? n[4] : n[5], depthwise ? n[4] : n[6], n[1], n[2])
                .input(1, n[7], n[8] == 0 ? n[7] : n[8])
                .stride(n[3], n[3])
                .padding(down, across, down, across)
                .groups(depthwise ? n[4] : 1)
                .build();
    }

    /** {@return the sizes} */
    public final ConvShape shape() {
        return shape;
    }

    /**
     * The images.
     *
     * @param layout order of their dimensions
     * @return the same values in each
     */
    public final float[] input(Layout layout) {
        return inputs.computeIfAbsent(layout, other -> channelsLast(inputs.get(Layout.NCHW)));
    }

    /** {@return the weights, [outChannels][inChannels/groups][kernelHeight][kernelWidth]} */
    public final float[] weights() {
        return weights;
    }

    /** {@return a term for every output channel} */
    public final float[] bias() {
        return bias;
    }

    /** {@return where the result goes} */
    public final float[] output() {
        return output;
    }

    /** Overwrites the output, so that whoever writes nothing is found out. */
    public void poison() {
        Arrays.fill(output, Float.NaN);
    }

    /**
     * Compares a result with the scalar reference: every output of a small one, of a large one a sample, a quarter of which lies on
     * the border. The measure is the L2 norm of the error, relative to that of the result.
     *
     * @param who made it
     * @param result the output
     * @param layout order of its dimensions
     */
    public final void requireCorrect(String who, float[] result, Layout layout) {
        if (checked == null) {
            choose();
        }
        double squares = 0;
        double squaredErrors = 0;
        for (int i = 0; i < checked.length; i++) {
            double error = result[index(layout, checked[i])] - expected[i];
            squares += expected[i] * expected[i];
            squaredErrors += error * error;
        }
        double error = Math.sqrt(squaredErrors / squares);
        for (float value : result) {
            // what nobody wrote, outside the sample as well
            error = Float.isNaN(value) ? Double.NaN : error;
        }
        if (!(error <= LARGEST_ERROR)) {
            throw new AssertionError("%s is wrong for %s, %s: its L2-relative error is %.1e; it must be at most %.1e"
                    .formatted(who, shape, layout, error, LARGEST_ERROR));
        }
    }

    /** Which outputs are checked, as places in NCHW, and what they must be. */
    private void choose() {
        int all = output.length;
        int count = (int) Math.min(all, Math.max(FEWEST_CHECKED, CHECKED_TERMS / shape.depth()));
        SplittableRandom random = new SplittableRandom(all);
        checked = new int[count];
        expected = new double[count];
        for (int i = 0; i < count; i++) {
            checked[i] = count == all ? i : somewhere(random, i % 4 == 0);
            expected[i] = expected(checked[i]);
        }
    }

    private int somewhere(SplittableRandom random, boolean border) {
        int plane = random.nextInt(shape.batch() * shape.outChannels());
        int row = random.nextInt(shape.outHeight());
        int column = random.nextInt(shape.outWidth());
        if (border && random.nextBoolean()) {
            row = random.nextBoolean() ? 0 : shape.outHeight() - 1;
        } else if (border) {
            column = random.nextBoolean() ? 0 : shape.outWidth() - 1;
        }
        return (plane * shape.outHeight() + row) * shape.outWidth() + column;
    }

    /** One output: the reference's convolution of the patch that it sees with the kernel that makes it. */
    private double expected(int place) {
        int pixel = place % shape.outPixels();
        int plane = place / shape.outPixels();
        int channel = plane % shape.outChannels();
        int rows = shape.kernelHeight();
        int columns = shape.kernelWidth();
        int channels = shape.groupInChannels();
        float[] patch = patch(plane / shape.outChannels(), channel / shape.groupOutChannels() * channels, pixel);
        int w = channel * channels * rows * columns;
        return bias[channel]
                + ReferenceConv2d.convolve(
                                1, channels, rows, columns, 1, rows, columns, 1, 1, 0, 0, 0, 0, 1, 1, 1, false, false,
                                patch, 0, weights, w)
                        .values()[0];
    }

    private float[] patch(int image, int firstChannel, int pixel) {
        float[] input = input(Layout.NCHW);
        float[] patch = new float[shape.depth()];
        int at = 0;
        for (int c = firstChannel; c < firstChannel + shape.groupInChannels(); c++) {
            for (int i = 0; i < shape.kernelHeight(); i++) {
                int row = pixel / shape.outWidth() * shape.strideHeight() + i * shape.dilationHeight() - shape.padTop();
                for (int j = 0; j < shape.kernelWidth(); j++) {
                    int column = pixel % shape.outWidth() * shape.strideWidth()
                            + j * shape.dilationWidth()
                            - shape.padLeft();
                    if (row >= 0 && row < shape.inHeight() && column >= 0 && column < shape.inWidth()) {
                        int plane = image * shape.inChannels() + c;
                        patch[at] = input[(plane * shape.inHeight() + row) * shape.inWidth() + column];
                    }
                    at++;
                }
            }
        }
        return patch;
    }

    /** Where an output lies that lies at this place in NCHW. */
    private int index(Layout layout, int place) {
        if (layout == Layout.NCHW) {
            return place;
        }
        int pixels = shape.outPixels();
        int plane = place / pixels;
        int image = plane / shape.outChannels();
        return (image * pixels + place % pixels) * shape.outChannels() + plane % shape.outChannels();
    }

    private float[] channelsLast(float[] nchw) {
        int pixels = shape.inHeight() * shape.inWidth();
        int channels = shape.inChannels();
        float[] nhwc = new float[nchw.length];
        for (int i = 0; i < nchw.length; i++) {
            int plane = i / pixels;
            nhwc[(plane / channels * pixels + i % pixels) * channels + plane % channels] = nchw[i];
        }
        return nhwc;
    }

    private static float[] uniform(SplittableRandom random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
