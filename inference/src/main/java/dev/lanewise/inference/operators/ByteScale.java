package dev.lanewise.inference.operators;

import dev.lanewise.engine.Quantization;
import dev.lanewise.engine.QuantizedType;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import java.util.Arrays;

/** How 8-bit numbers stand for real ones. The model may say it, or a run compute it. */
final class ByteScale {
    private final QuantizedType type;
    private final Value scale;
    private final Value zeroPoint;
    private final Quantization known;

    private ByteScale(QuantizedType type, Value scale, Value zeroPoint) {
        this.type = type;
        this.scale = scale;
        this.zeroPoint = zeroPoint;
        boolean constant = (scale == null || scale.isKnown()) && (zeroPoint == null || zeroPoint.isKnown());
        known = constant
                ? of(
                        scale == null ? null : scale.tensor().array(),
                        0,
                        zeroPoint == null ? null : zeroPoint.tensor().array(),
                        0)
                : null;
    }

    /** With a scale and a zero point, each an input of the node, or -1 where numbers are integers and have none. */
    static ByteScale of(NodeContext context, ElementType elements, int scaleInput, int zeroPointInput) {
        Value scale = scaleInput < 0 ? null : context.plain(scaleInput);
        Value zeroPoint = zeroPointInput >= 0 && context.has(zeroPointInput) ? context.plain(zeroPointInput) : null;
        if (scale != null && scale.type() != ElementType.FLOAT) {
            throw new ModelException("a scale of type " + scale.type() + " is not supported");
        }
        if (zeroPoint != null && zeroPoint.type() != elements) {
            throw new ModelException("the zero point is " + zeroPoint.type() + " where elements are " + elements);
        }
        return new ByteScale(type(elements), scale, zeroPoint);
    }

    /** One that must be known before a run. */
    static Quantization known(NodeContext context, ElementType elements, int scaleInput, int zeroPointInput) {
        for (int i : new int[] {scaleInput, zeroPointInput}) {
            if (i >= 0 && context.has(i)) {
                context.tensor(i);
            }
        }
        return of(context, elements, scaleInput, zeroPointInput).known;
    }

    /** One that a run computes, of unsigned bytes. */
    static ByteScale computed(Value scale, Value zeroPoint) {
        return new ByteScale(QuantizedType.U8, scale, zeroPoint);
    }

    /** The engine's type of 8-bit numbers. */
    static QuantizedType type(ElementType type) {
        return switch (type) {
            case UINT8 -> QuantizedType.U8;
            case INT8 -> QuantizedType.S8;
            default -> throw new ModelException("8-bit integers are needed, not " + type);
        };
    }

    QuantizedType type() {
        return type;
    }

    /** Whether the model says it. */
    boolean isKnown() {
        return known != null;
    }

    /** Numbers of its own for each channel, or 1. */
    int channels() {
        return Math.max(scale == null ? 1 : scale.elements(), zeroPoint == null ? 1 : zeroPoint.elements());
    }

    /** Of a run. */
    Quantization in(Frame frame) {
        if (known != null) {
            return known;
        }
        return of(
                scale == null ? null : frame.array(scale),
                scale == null ? 0 : frame.at(scale),
                zeroPoint == null ? null : frame.array(zeroPoint),
                zeroPoint == null ? 0 : frame.at(zeroPoint));
    }

    /** The only scale, of a run. */
    float scale(Frame frame) {
        return scale == null ? 1 : frame.floats(scale)[frame.at(scale)];
    }

    /** The only zero point, of a run. */
    int zeroPoint(Frame frame) {
        return zeroPoint == null ? 0 : integer(frame.array(zeroPoint), frame.at(zeroPoint));
    }

    private int integer(Object zeroPoints, int i) {
        byte z = ((byte[]) zeroPoints)[i];
        return type == QuantizedType.U8 ? Byte.toUnsignedInt(z) : z;
    }

    private Quantization of(Object scales, int scaleAt, Object zeroPoints, int zeroAt) {
        int channels = channels();
        float[] s = new float[channels];
        int[] z = new int[channels];
        Arrays.fill(s, 1);
        for (int i = 0; i < channels; i++) {
            if (scale != null) {
                s[i] = ((float[]) scales)[scaleAt + (scale.elements() == 1 ? 0 : i)];
            }
            if (zeroPoint != null) {
                z[i] = integer(zeroPoints, zeroAt + (zeroPoint.elements() == 1 ? 0 : i));
            }
        }
        return channels == 1 ? Quantization.perTensor(type, s[0], z[0]) : Quantization.perChannel(type, s, z);
    }
}
