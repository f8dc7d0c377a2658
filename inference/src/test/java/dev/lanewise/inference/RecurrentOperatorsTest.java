package dev.lanewise.inference;

import static dev.lanewise.inference.ModelBuilder.integer;
import static dev.lanewise.inference.ModelBuilder.number;
import static dev.lanewise.inference.ModelBuilder.text;
import static dev.lanewise.inference.ModelBuilder.texts;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnxruntime.OrtException;
import dev.lanewise.inference.tensor.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RNN, LSTM and GRU against ONNX Runtime. */
class RecurrentOperatorsTest {
    private static final int STEPS = 6;
    private static final int BATCH = 3;
    private static final int INPUTS = 5;
    private static final int HIDDEN = 7;
    private static final double TOLERANCE = 1e-5;

    @ParameterizedTest
    @CsvSource({
        "RNN, 1, forward, false",
        "RNN, 1, bidirectional, true",
        "LSTM, 4, forward, true",
        "LSTM, 4, reverse, false",
        "LSTM, 4, bidirectional, true",
        "GRU, 3, forward, false",
        "GRU, 3, reverse, true",
        "GRU, 3, bidirectional, true",
    })
    void directionsLengthsAndStates(String operator, int gates, String direction, boolean all) throws OrtException {
        int directions = direction.equals("bidirectional") ? 2 : 1;
        ModelBuilder model = layer(gates, directions);
        List<AttributeProto> attributes = new ArrayList<>(
                List.of(integer("hidden_size", HIDDEN), text("direction", direction), number("clip", 1.5)));
        if (operator.equals("GRU")) {
            attributes.add(integer("linear_before_reset", all ? 1 : 0));
        }
        String inputs = all ? "x,w,r,b,lengths,h" : "x,w,r";
        if (all && operator.equals("LSTM")) {
            inputs += ",c,p";
        }
        String outputs = operator.equals("LSTM") ? "y,yh,yc" : "y,yh";
        if (operator.equals("LSTM")) {
            model.output("yc", ElementType.FLOAT, directions, BATCH, HIDDEN);
        }
        model.node(operator, inputs, outputs, attributes.toArray(new AttributeProto[0]));
        PeerComparison.assertAgrees(
                model.build(14), Map.of("x", PeerComparison.random(STEPS, BATCH, INPUTS)), TOLERANCE);
    }

    private static ModelBuilder layer(int gates, int directions) {
        return new ModelBuilder()
                .input("x", ElementType.FLOAT, STEPS, BATCH, INPUTS)
                .output("y", ElementType.FLOAT, STEPS, directions, BATCH, HIDDEN)
                .output("yh", ElementType.FLOAT, directions, BATCH, HIDDEN)
                .random("w", 0.6f, directions, (long) gates * HIDDEN, INPUTS)
                .random("r", 0.6f, directions, (long) gates * HIDDEN, HIDDEN)
                .random("b", 0.3f, directions, 2L * gates * HIDDEN)
                .random("h", 0.5f, directions, BATCH, HIDDEN)
                .random("c", 0.5f, directions, BATCH, HIDDEN)
                .random("p", 0.3f, directions, 3L * HIDDEN)
                .integers("lengths", ElementType.INT32, new long[] {BATCH}, STEPS, 1, 4);
    }

    /** Parameters belong to the functions that have some, in their order. */
    @Test
    void functions() throws OrtException {
        ModelBuilder model = layer(4, 2)
                .output("yc", ElementType.FLOAT, 2, BATCH, HIDDEN)
                .node(
                        "LSTM",
                        "x,w,r,b",
                        "y,yh,yc",
                        integer("hidden_size", HIDDEN),
                        text("direction", "bidirectional"),
                        texts("activations", "HardSigmoid", "Softsign", "Affine", "Sigmoid", "LeakyRelu", "Tanh"),
                        numbers("activation_alpha", 0.3f, 0.7f, 0.2f),
                        numbers("activation_beta", 0.4f, 0.1f));
        PeerComparison.assertAgrees(
                model.build(14), Map.of("x", PeerComparison.random(STEPS, BATCH, INPUTS)), TOLERANCE);
    }

    private static AttributeProto numbers(String name, float... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.FLOATS);
        for (float value : values) {
            attribute.addFloats(value);
        }
        return attribute.build();
    }

    /** Outputs may be left out. */
    @Test
    void lastStateAlone() throws OrtException {
        ModelBuilder model = new ModelBuilder()
                .input("x", ElementType.FLOAT, STEPS, BATCH, INPUTS)
                .output("yh", ElementType.FLOAT, 1, BATCH, HIDDEN)
                .random("w", 0.6f, 1, 3L * HIDDEN, INPUTS)
                .random("r", 0.6f, 1, 3L * HIDDEN, HIDDEN)
                .node("GRU", "x,w,r", ",yh", integer("hidden_size", HIDDEN));
        PeerComparison.assertAgrees(
                model.build(14), Map.of("x", PeerComparison.random(STEPS, BATCH, INPUTS)), TOLERANCE);
    }
}
