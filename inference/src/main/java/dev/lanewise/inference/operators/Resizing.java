package dev.lanewise.inference.operators;

import dev.lanewise.engine.Coordinates;
import dev.lanewise.engine.Interpolation;
import dev.lanewise.engine.NearestRounding;
import dev.lanewise.engine.Resize;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.inference.graph.Attributes;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import java.util.Arrays;

/** Images in another size. */
final class Resizing {
    /** From this version on there is a region of interest before the scales, and sizes may be given instead of them. */
    private static final int WITH_SIZES = 11;

    private Resizing() {}

    static void upsample(NodeContext context) {
        float[] scales = context.attributes().has("scales")
                ? context.attributes().numbers("scales")
                : context.tensor(1).floats();
        old(context, scales);
    }

    static void resize(NodeContext context) {
        if (context.version() < WITH_SIZES) {
            old(context, context.tensor(1).floats());
            return;
        }
        Attributes attributes = context.attributes();
        if (attributes.flag("antialias", false) || attributes.has("keep_aspect_ratio_policy")) {
            throw new ModelException("antialias and keep_aspect_ratio_policy are not supported");
        }
        int rank = context.shape(0).length;
        long[] sizes = isGiven(context, 3) ? spread(attributes, context.integers(3), context.shape(0)) : null;
        float[] scales =
                isGiven(context, 2) ? spread(attributes, context.tensor(2).floats(), rank) : null;
        if (sizes == null && scales == null) {
            throw new ModelException("neither scales nor sizes are given");
        }
        plan(context, scales, sizes, interpolation(attributes), coordinates(attributes));
    }

    /** Before version 11 first elements mapped to each other. */
    private static void old(NodeContext context, float[] scales) {
        boolean nearest = context.attributes().string("mode", "nearest").equals("nearest");
        Interpolation method = nearest ? Interpolation.nearest(NearestRounding.FLOOR) : Interpolation.linear();
        plan(context, scales, null, method, Coordinates.ASYMMETRIC);
    }

    private static boolean isGiven(NodeContext context, int i) {
        return context.has(i) && Shapes.elements(context.shape(i)) > 0;
    }

    private static long[] spread(Attributes attributes, long[] given, int[] shape) {
        long[] axes = attributes.integers("axes");
        if (axes == null) {
            return given;
        }
        long[] all = Shapes.longs(shape);
        for (int i = 0; i < axes.length; i++) {
            all[Shapes.axis(axes[i], shape.length)] = given[i];
        }
        return all;
    }

    private static float[] spread(Attributes attributes, float[] given, int rank) {
        long[] axes = attributes.integers("axes");
        if (axes == null) {
            return given;
        }
        float[] all = new float[rank];
        Arrays.fill(all, 1);
        for (int i = 0; i < axes.length; i++) {
            all[Shapes.axis(axes[i], rank)] = given[i];
        }
        return all;
    }

    private static Interpolation interpolation(Attributes attributes) {
        String mode = attributes.string("mode", "nearest");
        return switch (mode) {
            case "nearest" -> Interpolation.nearest(rounding(attributes.string("nearest_mode", "round_prefer_floor")));
            case "linear" -> Interpolation.linear();
            case "cubic" ->
                Interpolation.cubic(
                        attributes.number("cubic_coeff_a", -0.75f), attributes.flag("exclude_outside", false));
            default -> throw new ModelException("mode " + mode + " is not supported");
        };
    }

    private static NearestRounding rounding(String mode) {
        return switch (mode) {
            case "round_prefer_floor" -> NearestRounding.PREFER_FLOOR;
            case "round_prefer_ceil" -> NearestRounding.PREFER_CEIL;
            case "floor" -> NearestRounding.FLOOR;
            case "ceil" -> NearestRounding.CEIL;
            default -> throw new ModelException("nearest_mode " + mode + " is not supported");
        };
    }

    private static Coordinates coordinates(Attributes attributes) {
        String mode = attributes.string("coordinate_transformation_mode", "half_pixel");
        return switch (mode) {
            case "half_pixel" -> Coordinates.HALF_PIXEL;
            case "half_pixel_symmetric" -> Coordinates.HALF_PIXEL_SYMMETRIC;
            case "pytorch_half_pixel" -> Coordinates.PYTORCH_HALF_PIXEL;
            case "align_corners" -> Coordinates.ALIGN_CORNERS;
            case "asymmetric" -> Coordinates.ASYMMETRIC;
            default -> throw new ModelException("coordinate_transformation_mode " + mode + " is not supported");
        };
    }

    private static void plan(
            NodeContext context, float[] scales, long[] sizes, Interpolation interpolation, Coordinates coordinates) {
        Value x = context.input(0);
        Unary.requireFloats(x);
        int rank = x.rank();
        int given = sizes == null ? scales.length : sizes.length;
        if (rank < 3 || rank > 4 || given != rank) {
            throw new ModelException("images of " + rank + " dimensions and " + given + " sizes are not supported");
        }
        for (int i = 0; i < 2; i++) {
            if (sizes == null ? scales[i] != 1 : sizes[i] != x.size(i)) {
                throw new ModelException("only images are resized, not their number or channels");
            }
        }
        boolean wide = rank == 4;
        int rows = wide ? x.size(2) : 1;
        int columns = x.size(rank - 1);
        Resize.Builder builder = context.engine()
                .resize(x.size(0), x.size(1), rows, columns)
                .layout(x.channelsLast() ? Layout.NHWC : Layout.NCHW)
                .interpolation(interpolation)
                .coordinates(coordinates);
        if (sizes == null) {
            builder.scales(wide ? scales[2] : 1, scales[rank - 1]);
        } else {
            builder.to(wide ? Math.toIntExact(sizes[2]) : 1, Math.toIntExact(sizes[rank - 1]));
        }
        Resize resize = builder.prepare();
        int[] out = x.shape();
        out[2] = wide ? resize.outHeight() : resize.outWidth();
        out[rank - 1] = resize.outWidth();
        Value y = context.output(0, x.type(), x.channelsLast(), out);
        context.step(frame -> resize.run(frame.floats(x), frame.at(x), frame.floats(y), frame.at(y)));
    }
}
