package dev.lanewise.properties.input;

import static dev.lanewise.properties.input.Refusal.illegal;
import static dev.lanewise.properties.input.Refusal.illegalState;
import static dev.lanewise.properties.input.Refusal.missing;
import static dev.lanewise.properties.input.Refusal.outside;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Quantization;
import dev.lanewise.engine.QuantizedConv2d;
import dev.lanewise.engine.QuantizedType;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import dev.lanewise.properties.support.EngineKind;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad arguments of {@code QuantizedConv2d}. */
class QuantizedConvInputTest {
    private static final Engine ENGINE = EngineKind.DEFAULT.engine();
    private static final Quantization SIGNED = Quantization.perTensor(QuantizedType.S8, 0.5f, 0);
    private static final Quantization TWO = Quantization.perChannel(QuantizedType.S8, new float[] {1, 2}, new int[2]);

    /** A valid convolution of 2 channels of 4×4 to 3 of 4×4. */
    static final class Call {
        ConvShape shape =
                ConvShape.builder(2, 3, 3, 3).input(1, 4, 4).padding(1, 1, 1, 1).build();
        Layout layout = Layout.NHWC;
        Quantization input = Quantization.perTensor(QuantizedType.U8, 0.5f, 1);
        boolean noInput;
        Quantization weights = SIGNED;
        byte[] w = new byte[1 + 54];
        int wOffset = 1;
        boolean noWeights;
        int[] bias = {1, 2, 3};
        float[] floatBias;
        Activation activation = Activation.NONE;
        ConvAlgorithm algorithm;
        boolean fixedPoint;
        long workspaceLimit = 1 << 20;
        byte[] x = new byte[2 + 32];
        int xOffset = 2;
        float[] y = SgemmCall.filled(4 + 48, 3);
        int yOffset = 4;
        boolean ints;
        byte[] bytes;

        void run(Engine engine) {
            QuantizedConv2d.Builder builder = engine.quantizedConv2d(shape)
                    .layout(layout)
                    .bias(bias)
                    .activation(activation)
                    .workspaceLimit(workspaceLimit);
            if (!noInput) {
                builder.input(input);
            }
            if (!noWeights) {
                builder.weights(weights, w, wOffset);
            }
            if (floatBias != null) {
                builder.toInts().bias(floatBias);
            }
            if (algorithm != null) {
                builder.algorithm(algorithm);
            }
            if (fixedPoint) {
                builder.fixedPoint();
            }
            if (bytes != null) {
                builder.toBytes(SIGNED);
            }
            QuantizedConv2d conv = builder.prepare();
            if (bytes != null) {
                conv.run(x, xOffset, bytes, yOffset);
            } else if (ints) {
                conv.run(x, xOffset, new int[48], 0);
            } else {
                conv.run(x, xOffset, y, yOffset);
            }
        }
    }

    static Stream<Refusal<Call>> refusals() {
        return Stream.of(
                missing("shape", call -> call.shape = null),
                missing("layout", call -> call.layout = null),
                missing("input", call -> call.input = null),
                illegal("input per channel", call -> call.input = TWO, "input", "one scale"),
                illegalState("input is missing", call -> call.noInput = true, "input's"),
                missing("quantization", call -> call.weights = null),
                illegal("another number of channels", call -> call.weights = TWO, "outChannels", "3", "2"),
                missing("w", call -> call.w = null),
                outside("short w", call -> call.w = new byte[54], "w", "54"),
                outside("negative offset of w", call -> call.wOffset = -1, "wOffset", "-1"),
                illegalState("weights are missing", call -> call.noWeights = true, "weights"),
                missing("bias", call -> call.bias = null),
                illegal("short bias", call -> call.bias = new int[2], "bias", "2", "3"),
                illegalState("floats added to ints", call -> call.floatBias = new float[3], "bias", "floats"),
                missing("activation", call -> call.activation = null),
                illegalState("fixed point of floats", call -> call.fixedPoint = true, "fixedPoint", "bytes"),
                illegal("algorithm that does not apply", call -> call.algorithm = ConvAlgorithm.DEPTHWISE, "DEPTHWISE"),
                illegal("algorithm that is not exact", call -> call.algorithm = ConvAlgorithm.FFT_16, "FFT_16"),
                illegal("too little workspace", call -> call.workspaceLimit = 100, "workspaceLimit", "100"),
                illegal("negative workspace", call -> call.workspaceLimit = -1, "workspaceLimit", "-1"),
                missing("x", call -> call.x = null),
                missing("y", call -> call.y = null),
                outside("short x", call -> call.x = new byte[33], "x", "33"),
                outside("negative offset of x", call -> call.xOffset = -1, "xOffset", "-1"),
                outside("short y", call -> call.y = new float[51], "y", "51"),
                outside("negative offset of y", call -> call.yOffset = -1, "yOffset", "-1"),
                outside("short y of bytes", call -> call.bytes = new byte[51], "y", "51"),
                illegal("y is x", call -> call.bytes = call.x = new byte[52], "y", "x", "overlaps"),
                illegalState("outputs of another type", call -> call.ints = true, "FLOATS", "INTS"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refused(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.run(ENGINE), call.y);
    }

    @Test
    void theCallThatIsChangedIsValid() {
        Call call = new Call();
        call.run(ENGINE);
        assertEquals(0.25f, call.y[4]);
        assertEquals(0.75f, call.y[6]);
    }
}
