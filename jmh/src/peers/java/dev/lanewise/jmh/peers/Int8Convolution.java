package dev.lanewise.jmh.peers;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Quantization;
import dev.lanewise.engine.QuantizedConv2d;
import dev.lanewise.engine.QuantizedType;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** A convolution from U8 to U8 with S8 weights. Scales are powers of two, so that everybody rounds the same numbers. */
final class Int8Convolution {

    static final float INPUT_SCALE = 0x1p-6f;
    static final float WEIGHT_SCALE = 0x1p-7f;
    static final float OUTPUT_SCALE = 0x1p-1f;
    static final int ZERO_POINT = 128;

    private final ConvShape shape;
    private final byte[] weights;
    private final byte[] input;
    private final byte[] output;

    Int8Convolution(ConvShape shape) {
        this.shape = shape;
        SplittableRandom random = new SplittableRandom(shape.flop());
        weights = new byte[shape.weightElements()];
        random.nextBytes(weights);
        input = new byte[shape.inputElements()];
        random.nextBytes(input);
        output = new byte[shape.outputElements()];
    }

    ConvShape shape() {
        return shape;
    }

    byte[] weights() {
        return weights;
    }

    /** {@return the operator, with this layout of input and output} */
    QuantizedConv2d prepare(Engine engine, Layout layout) {
        return engine.quantizedConv2d(shape)
                .layout(layout)
                .input(Quantization.perTensor(QuantizedType.U8, INPUT_SCALE, ZERO_POINT))
                .weights(Quantization.perTensor(QuantizedType.S8, WEIGHT_SCALE, 0), weights, 0)
                .toBytes(Quantization.perTensor(QuantizedType.U8, OUTPUT_SCALE, ZERO_POINT))
                .prepare();
    }

    void run(QuantizedConv2d conv) {
        conv.run(input, 0, output, 0);
    }

    /** {@return a copy of the input outside the heap} */
    ByteBuffer nativeInput() {
        return ByteBuffer.allocateDirect(input.length).put(input).rewind();
    }

    /** Nothing wrong is timed: ours and theirs, of the same layout, are equal. */
    void requireSame(ByteBuffer theirs, String who) {
        for (int i = 0; i < output.length; i++) {
            if (output[i] != theirs.get(i)) {
                throw new AssertionError("%s: y[%d] is %d; ONNX Runtime has %d"
                        .formatted(who, i, Byte.toUnsignedInt(output[i]), Byte.toUnsignedInt(theirs.get(i))));
            }
        }
    }
}
