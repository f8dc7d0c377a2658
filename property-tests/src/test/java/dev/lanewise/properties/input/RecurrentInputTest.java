package dev.lanewise.properties.input;

import static dev.lanewise.properties.input.Refusal.illegal;
import static dev.lanewise.properties.input.Refusal.illegalState;
import static dev.lanewise.properties.input.Refusal.missing;
import static dev.lanewise.properties.input.Refusal.outside;
import static dev.lanewise.properties.input.Segments.closed;
import static dev.lanewise.properties.input.Segments.inNativeMemory;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.GateActivation;
import dev.lanewise.engine.Recurrent;
import dev.lanewise.engine.RecurrentCell;
import dev.lanewise.engine.RecurrentDirection;
import dev.lanewise.engine.WeightFormat;
import dev.lanewise.properties.support.EngineKind;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad arguments of {@code Recurrent}. */
class RecurrentInputTest {
    private static final Engine ENGINE = EngineKind.DEFAULT.engine();

    /** A valid LSTM of 3 inputs and 2 hidden elements in two directions, and its run of 4 steps on a batch of 5. */
    static final class Call {
        RecurrentCell cell = RecurrentCell.LSTM;
        int inputSize = 3;
        int hiddenSize = 2;
        RecurrentDirection direction = RecurrentDirection.BIDIRECTIONAL;
        float[] w = SgemmCall.filled(1 + 2 * 8 * 3, 1);
        int wOffset = 1;
        float[] r = SgemmCall.filled(1 + 2 * 8 * 2, 2);
        int rOffset = 1;
        MemorySegment segmentW;
        Consumer<Recurrent.Builder> more = builder -> {};
        Consumer<Recurrent.Builder> before = builder -> {};
        boolean noWeights;
        boolean noRecurrentWeights;
        int steps = 4;
        int batch = 5;
        float[] x = SgemmCall.filled(2 + 4 * 5 * 3, 3);
        int xOffset = 2;
        int[] lengths = {4, 0, 1, 2, 3};
        float[] hidden = SgemmCall.filled(1 + 2 * 5 * 2, 4);
        int hiddenOffset = 1;
        float[] memory = SgemmCall.filled(1 + 2 * 5 * 2, 5);
        int memoryOffset = 1;
        float[] y = SgemmCall.filled(3 + 4 * 2 * 5 * 2, 6);
        int yOffset = 3;
        MemorySegment segmentX;
        MemorySegment segmentH = MemorySegment.ofArray(new float[20]);
        MemorySegment segmentC = MemorySegment.ofArray(new float[20]);
        MemorySegment segmentY = MemorySegment.ofArray(new float[80]);

        void run(Engine engine) {
            Recurrent.Builder builder = engine.recurrent(cell, inputSize, hiddenSize);
            before.accept(builder);
            builder.direction(direction);
            if (segmentW != null) {
                builder.weights(segmentW, wOffset);
            } else if (!noWeights) {
                builder.weights(w, wOffset);
            }
            if (!noRecurrentWeights) {
                builder.recurrentWeights(r, rOffset);
            }
            more.accept(builder);
            Recurrent layer = builder.prepare();
            if (segmentX != null) {
                layer.run(steps, batch, segmentX, 0, lengths, segmentH, 0, segmentC, 0, segmentY, 0);
            } else {
                layer.run(steps, batch, x, xOffset, lengths, hidden, hiddenOffset, memory, memoryOffset, y, yOffset);
            }
        }
    }

    static Stream<Refusal<Call>> refusals() {
        return Stream.concat(ofLayers(), ofRuns());
    }

    private static Stream<Refusal<Call>> ofLayers() {
        return Stream.of(
                missing("cell", call -> call.cell = null),
                illegal("no inputs", call -> call.inputSize = 0, "inputSize", "0", "1"),
                illegal("no hidden elements", call -> call.hiddenSize = -1, "hiddenSize", "-1", "1"),
                missing("direction", call -> call.direction = null),
                illegalState("late direction", RecurrentInputTest::lateDirection, "direction", "before"),
                missing("w", call -> call.w = null),
                missing("r", call -> call.r = null),
                illegalState("weights are missing", call -> call.noWeights = true, "weights"),
                illegalState(
                        "recurrent weights are missing", call -> call.noRecurrentWeights = true, "recurrentWeights"),
                outside("negative offset of w", call -> call.wOffset = -1, "wOffset", "-1", "0"),
                outside("short w", call -> call.w = new float[48], "w", "48"),
                outside("short r", call -> call.rOffset = 2, "r", "33", "32"),
                outside("short segment of w", call -> call.segmentW = inNativeMemory(47), "w", "47", "48"),
                missing("format", call -> call.more = builder -> builder.recurrentFormat(null)),
                illegal(
                        "states that are no blocks",
                        call -> call.more = builder -> builder.recurrentFormat(WeightFormat.Q8_0),
                        "cols",
                        "2",
                        "32"),
                missing("bias", call -> call.more = builder -> builder.bias(null)),
                illegal("short bias", call -> call.more = builder -> builder.bias(new float[31]), "bias", "31", "32"),
                missing("peepholes", call -> call.more = builder -> builder.peepholes(null)),
                illegal(
                        "long peepholes",
                        call -> call.more = builder -> builder.peepholes(new float[13]),
                        "peepholes",
                        "13",
                        "12"),
                illegalState("peepholes of a GRU", call -> gru(call, b -> b.peepholes(new float[12])), "peepholes"),
                illegalState("projection of a GRU", call -> gru(call, b -> b.projection(1, new float[4], 0)), "LSTM"),
                illegalState("coupled GRU", call -> gru(call, Recurrent.Builder::coupledForgetGate), "LSTM", "GRU"),
                illegalState(
                        "reset of an LSTM", call -> call.more = Recurrent.Builder::linearBeforeReset, "GRU", "LSTM"),
                illegalState(
                        "late projection",
                        call -> call.more = builder -> builder.projection(1, new float[4], 0),
                        "projection",
                        "before"),
                missing("activations", call -> call.more = b -> b.activations((GateActivation[]) null)),
                missing("activations", call -> call.more = b -> b.activations(GateActivation.TANH, null)),
                illegal(
                        "functions of one direction",
                        call -> call.more =
                                b -> b.activations(GateActivation.TANH, GateActivation.TANH, GateActivation.TANH),
                        "activations",
                        "3",
                        "6"),
                illegal("limit 0", call -> call.more = builder -> builder.clip(0), "limit", "0.0"),
                illegal("limit NaN", call -> call.more = builder -> builder.clip(Float.NaN), "limit", "NaN"));
    }

    private static Stream<Refusal<Call>> ofRuns() {
        return Stream.of(
                illegal("negative steps", call -> call.steps = -1, "steps", "-1", "0"),
                illegal("negative batch", call -> call.batch = -1, "batch", "-1", "0"),
                illegal("too many steps", RecurrentInputTest::tooMany, "y", "2147483647"),
                missing("x", call -> call.x = null),
                outside("short x", call -> call.xOffset = 3, "x", "62", "60"),
                outside("negative offset of x", call -> call.xOffset = -1, "xOffset", "-1", "0"),
                illegal("few lengths", call -> call.lengths = new int[4], "lengths", "4", "5"),
                illegal("negative length", call -> call.lengths[2] = -1, "lengths", "-1", "0", "4"),
                illegal("long length", call -> call.lengths[2] = 5, "lengths", "5", "0", "4"),
                outside("short hidden", call -> call.hidden = new float[20], "hidden", "20"),
                outside("short cell", call -> call.memory = new float[20], "cell", "20"),
                outside("short y", call -> call.y = new float[82], "y", "82", "80"),
                illegal("cell of a GRU", call -> gru(call, builder -> {}), "cell", "LSTM"),
                illegal("y is x", RecurrentInputTest::outputIsInput, "y", "x"),
                illegal("hidden is cell", call -> call.memory = call.hidden, "cell", "hidden"),
                illegal("hidden in y", RecurrentInputTest::stateInOutput, "y", "hidden"),
                outside("short segment of x", call -> call.segmentX = inNativeMemory(59), "x", "59", "60"),
                outside("short segment of y", call -> onSegments(call).segmentY = inNativeMemory(79), "y", "79", "80"),
                outside(
                        "short segment of hidden",
                        call -> onSegments(call).segmentH = inNativeMemory(19),
                        "hidden",
                        "19"),
                outside("short segment of cell", call -> onSegments(call).segmentC = inNativeMemory(19), "cell", "19"),
                illegal(
                        "read-only y",
                        call -> onSegments(call).segmentY = inNativeMemory(80).asReadOnly(),
                        "y",
                        "read-only"),
                illegal("segments overlap", call -> onSegments(call).segmentC = call.segmentH, "cell", "hidden"),
                illegalState("closed x", call -> call.segmentX = closed(), "x", "closed"));
    }

    private static void lateDirection(Call call) {
        call.more = builder -> builder.direction(RecurrentDirection.FORWARD);
    }

    private static void gru(Call call, Consumer<Recurrent.Builder> more) {
        call.cell = RecurrentCell.GRU;
        call.more = more;
    }

    private static void tooMany(Call call) {
        call.steps = 1 << 28;
        call.lengths = null;
    }

    private static void outputIsInput(Call call) {
        call.x = new float[90];
        call.y = call.x;
    }

    private static void stateInOutput(Call call) {
        call.hidden = call.y;
    }

    private static Call onSegments(Call call) {
        call.segmentX = inNativeMemory(60);
        return call;
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refused(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, changed -> changed.run(ENGINE), call.x, call.hidden, call.memory, call.y);
    }

    @Test
    void badParametersOfFunctions() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThrowsExactly(IllegalArgumentException.class, () -> GateActivation.affine(bad, 0));
            assertThrowsExactly(IllegalArgumentException.class, () -> GateActivation.affine(0, bad));
            assertThrowsExactly(IllegalArgumentException.class, () -> GateActivation.scaledTanh(bad, 0));
            assertThrowsExactly(IllegalArgumentException.class, () -> GateActivation.scaledTanh(0, bad));
            assertThrowsExactly(IllegalArgumentException.class, () -> GateActivation.hardSigmoid(bad, 0));
            assertThrowsExactly(IllegalArgumentException.class, () -> GateActivation.hardSigmoid(0, bad));
        }
        assertThrowsExactly(NullPointerException.class, () -> GateActivation.of(null));
    }

    @Test
    void closedEngineAndSmallWorkspace() {
        Call call = new Call();
        Engine small = EngineKind.LITTLE_WORKSPACE.engine();
        call.hiddenSize = 600;
        call.direction = RecurrentDirection.FORWARD;
        call.w = new float[4 * 600 * 3 + 1];
        call.r = new float[4 * 600 * 600 + 1];
        call.hidden = new float[5 * 600 + 1];
        call.memory = new float[5 * 600 + 1];
        call.y = new float[4 * 5 * 600 + 3];
        assertThrowsExactly(IllegalStateException.class, () -> call.run(small));
        Engine engine = Engine.builder().build();
        engine.close();
        assertThrowsExactly(IllegalStateException.class, () -> new Call().run(engine));
    }

    @Test
    void nothingToRun() {
        Call none = new Call();
        none.batch = 0;
        none.lengths = new int[0];
        none.run(ENGINE);
        none.steps = 0;
        none.lengths = null;
        none.batch = 5;
        none.run(ENGINE);
        none.y = null;
        none.hidden = null;
        none.memory = null;
        none.steps = 4;
        none.run(ENGINE);
    }
}
