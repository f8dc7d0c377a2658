package dev.lanewise.inference.operators;

import dev.lanewise.engine.Quantization;
import dev.lanewise.engine.Quantization.ChannelAxis;
import dev.lanewise.inference.graph.Attributes;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import java.util.Arrays;

/**
 * Real numbers to integers with scales and zero points, and back. A tensor lies as stretches, each of channels, each of elements that
 * share a scale. Floats and 8-bit integers go through the engine.
 */
final class Quantizing {
    private Quantizing() {}

    /** A tensor as elements[stretches][channels][length], blocks of channels sharing a scale. */
    private record Parts(int stretches, int channels, int length, int block, int scales) {
        /** Which scale an element has. */
        int scale(int i) {
            if (scales == 1) {
                return 0;
            }
            int channel = i / length % channels;
            if (block == 0) {
                return channel;
            }
            int blocks = (channels - 1) / block + 1;
            int stretch = i / length / channels;
            return (stretch * blocks + channel / block) * length + i % length;
        }
    }

    private static Parts parts(Value x, int[] scale, Attributes attributes) {
        int elements = Shapes.elements(scale);
        if (elements == 1) {
            return new Parts(1, 1, x.elements(), 0, 1);
        }
        int axis = Shapes.axis(attributes.integer("axis", 1), x.rank());
        int block = Math.toIntExact(attributes.integer("block_size", 0));
        int[] shape = block == 0 ? x.memoryShape() : x.shape();
        int at = block == 0 ? x.memoryAxis(axis) : axis;
        int[] expected = x.shape();
        if (block > 0) {
            expected[axis] = (expected[axis] - 1) / block + 1;
        } else {
            expected = new int[] {expected[axis]};
        }
        if (block < 0 || !Arrays.equals(scale, expected)) {
            throw new ModelException(
                    "scales are " + Arrays.toString(scale) + "; they must be " + Arrays.toString(expected));
        }
        return new Parts(
                Shapes.product(shape, 0, at), shape[at], Shapes.product(shape, at + 1, shape.length), block, elements);
    }

    private static Value input(NodeContext context) {
        return context.attributes().integer("block_size", 0) == 0 ? context.input(0) : context.plain(0);
    }

    static void quantize(NodeContext context) {
        Value x = input(context);
        Value scale = context.plain(1);
        Value zeroPoint = context.has(2) ? context.plain(2) : null;
        long number = context.attributes().integer("output_dtype", 0);
        ElementType given = number == 0 ? ElementType.UINT8 : ElementType.ofOnnx(Math.toIntExact(number));
        ElementType type = zeroPoint == null ? given : zeroPoint.type();
        Parts parts = parts(x, scale.shape(), context.attributes());
        Value y = context.output(0, type, x.channelsLast(), x.shape());
        boolean bytes = type == ElementType.UINT8 || type == ElementType.INT8;
        if (bytes && x.type() == ElementType.FLOAT && scale.type() == ElementType.FLOAT && parts.block() == 0) {
            ByteScale how = ByteScale.of(context, type, 1, 2);
            context.step(frame -> engineQuantize(how.in(frame), parts, frame, x, y));
        } else {
            long[] range = range(type);
            context.step(frame -> {
                Object from = frame.array(x);
                Object to = frame.array(y);
                for (int i = 0; i < x.elements(); i++) {
                    int s = parts.scale(i);
                    float steps = (float) Elements.number(from, x.type(), frame.at(x) + i)
                            / (float) Elements.number(frame.array(scale), scale.type(), frame.at(scale) + s);
                    // a double holds all sums, and converts beyond an int's range without wrapping
                    double q = Math.rint((double) steps) + zeroPoint(frame, zeroPoint, s);
                    Elements.put(to, type, frame.at(y) + i, (long) Math.clamp(q, (double) range[0], (double) range[1]));
                }
            });
        }
    }

    static void dequantize(NodeContext context) {
        Value x = input(context);
        Value scale = context.plain(1);
        Value zeroPoint = context.has(2) ? context.plain(2) : null;
        if (!Elements.areIntegers(x.type())) {
            throw new ModelException("elements of type " + x.type() + " are not supported");
        }
        Parts parts = parts(x, scale.shape(), context.attributes());
        Value y = context.output(0, scale.type(), x.channelsLast(), x.shape());
        boolean bytes = x.type() == ElementType.UINT8 || x.type() == ElementType.INT8;
        if (bytes && scale.type() == ElementType.FLOAT && parts.block() == 0) {
            ByteScale how = ByteScale.of(context, x.type(), 1, 2);
            context.step(frame -> engineDequantize(how.in(frame), parts, frame, x, y));
        } else {
            context.step(frame -> {
                Object from = frame.array(x);
                for (int i = 0; i < x.elements(); i++) {
                    int s = parts.scale(i);
                    float real =
                            (float) (Elements.integer(from, x.type(), frame.at(x) + i) - zeroPoint(frame, zeroPoint, s))
                                    * (float) Elements.number(frame.array(scale), scale.type(), frame.at(scale) + s);
                    Elements.put(frame.array(y), y.type(), frame.at(y) + i, (double) real);
                }
            });
        }
    }

    static void dynamic(NodeContext context) {
        Value x = context.input(0);
        Unary.requireFloats(x);
        Value y = context.output(0, ElementType.UINT8, x.channelsLast(), x.shape());
        Value scale = context.output(1, ElementType.FLOAT);
        Value zeroPoint = context.output(2, ElementType.UINT8);
        dynamic(context, x, y, scale, zeroPoint);
    }

    /** Adds a step that quantises floats by their own range. */
    static void dynamic(NodeContext context, Value x, Value y, Value scale, Value zeroPoint) {
        context.step(frame -> {
            Quantization how = Quantization.ofRange(x.elements(), frame.floats(x), frame.at(x));
            how.quantize(x.elements(), frame.floats(x), frame.at(x), frame.bytes(y), frame.at(y));
            frame.floats(scale)[frame.at(scale)] = how.scale(0);
            frame.bytes(zeroPoint)[frame.at(zeroPoint)] = (byte) how.zeroPoint(0);
        });
    }

    private static void engineQuantize(Quantization how, Parts parts, Frame frame, Value x, Value y) {
        float[] from = frame.floats(x);
        byte[] to = frame.bytes(y);
        int atX = frame.at(x);
        int atY = frame.at(y);
        int n = parts.length();
        int channels = parts.channels();
        if (!how.isPerChannel()) {
            how.quantize(x.elements(), from, atX, to, atY);
        } else if (n == 1) {
            how.quantize(ChannelAxis.COLUMNS, parts.stretches(), channels, from, atX, channels, to, atY, channels);
        } else {
            for (int i = 0; i < parts.stretches(); i++) {
                int at = i * channels * n;
                how.quantize(ChannelAxis.ROWS, channels, n, from, atX + at, n, to, atY + at, n);
            }
        }
    }

    private static void engineDequantize(Quantization how, Parts parts, Frame frame, Value x, Value y) {
        byte[] from = frame.bytes(x);
        float[] to = frame.floats(y);
        int atX = frame.at(x);
        int atY = frame.at(y);
        int n = parts.length();
        int channels = parts.channels();
        if (!how.isPerChannel()) {
            how.dequantize(x.elements(), from, atX, to, atY);
        } else if (n == 1) {
            how.dequantize(ChannelAxis.COLUMNS, parts.stretches(), channels, from, atX, channels, to, atY, channels);
        } else {
            for (int i = 0; i < parts.stretches(); i++) {
                int at = i * channels * n;
                how.dequantize(ChannelAxis.ROWS, channels, n, from, atX + at, n, to, atY + at, n);
            }
        }
    }

    private static long zeroPoint(Frame frame, Value zeroPoint, int i) {
        return zeroPoint == null
                ? 0
                : Elements.integer(frame.array(zeroPoint), zeroPoint.type(), frame.at(zeroPoint) + i);
    }

    private static long[] range(ElementType type) {
        return switch (type) {
            case UINT8 -> new long[] {0, 0xff};
            case INT8 -> new long[] {Byte.MIN_VALUE, Byte.MAX_VALUE};
            case UINT16 -> new long[] {0, 0xffff};
            case INT16 -> new long[] {Short.MIN_VALUE, Short.MAX_VALUE};
            default -> throw new ModelException("quantising to " + type + " is not supported");
        };
    }
}
