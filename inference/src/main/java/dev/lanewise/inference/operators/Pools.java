package dev.lanewise.inference.operators;

import dev.lanewise.engine.Pooling;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.engine.planning.PoolAxis;
import dev.lanewise.engine.planning.PoolShape;
import dev.lanewise.inference.graph.Attributes;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import java.util.Arrays;

/** Largest elements and averages of windows. */
final class Pools {
    private Pools() {}

    static void max(NodeContext context) {
        if (PlainPools.isFor(context)) {
            PlainPools.max(context);
        } else {
            windows(context, true);
        }
    }

    static void average(NodeContext context) {
        if (PlainPools.isFor(context)) {
            PlainPools.average(context);
        } else {
            windows(context, false);
        }
    }

    private static void windows(NodeContext context, boolean max) {
        Attributes attributes = context.attributes();
        int[] image = context.shape(0);
        int[] space = Convolution.tail(image);
        if (!attributes.has("kernel_shape")) {
            throw new ModelException("attribute kernel_shape is missing");
        }
        Window window = Window.of(attributes, Window.numbers(attributes, "kernel_shape", space.length, 1), space)
                .planar();
        boolean ceil = attributes.flag("ceil_mode", false);
        boolean wide = space.length == 2;
        PoolAxis height = axis(window, 0, wide ? space[0] : 1, ceil);
        PoolAxis width = axis(window, 1, space[space.length - 1], ceil);
        int[] out = image.clone();
        out[2] = wide ? height.out() : width.out();
        out[out.length - 1] = width.out();
        plan(context, height, width, out, max, attributes.flag("count_include_pad", false));
    }

    private static PoolAxis axis(Window window, int i, int size, boolean ceil) {
        return new PoolAxis(
                size,
                window.kernel()[i],
                window.strides()[i],
                window.before()[i],
                window.after()[i],
                window.dilations()[i],
                ceil);
    }

    static void globalMax(NodeContext context) {
        global(context, true);
    }

    static void globalAverage(NodeContext context) {
        global(context, false);
    }

    private static void global(NodeContext context, boolean max) {
        int[] image = context.shape(0);
        int[] out = image.clone();
        Arrays.fill(out, 2, out.length, 1);
        // any number of dimensions of space is as good as one
        int rows = image.length > 3 ? image[2] : 1;
        int columns = Shapes.product(image, 2, image.length) / Math.max(1, rows);
        plan(context, PoolAxis.of(rows, rows, 1), PoolAxis.of(columns, columns, 1), out, max, false);
    }

    private static void plan(
            NodeContext context, PoolAxis height, PoolAxis width, int[] out, boolean max, boolean countPadding) {
        Value x = context.input(0);
        Unary.requireFloats(x);
        PoolShape shape = new PoolShape(x.size(0), x.size(1), height, width);
        Layout layout = x.channelsLast() ? Layout.NHWC : Layout.NCHW;
        Value y = context.output(0, x.type(), x.channelsLast(), out);
        Pooling pooling = context.engine().pooling();
        context.step(frame -> {
            if (max) {
                pooling.max(shape, layout, frame.floats(x), frame.at(x), frame.floats(y), frame.at(y));
            } else {
                pooling.average(
                        shape, layout, countPadding, frame.floats(x), frame.at(x), frame.floats(y), frame.at(y));
            }
        });
    }
}
