package dev.lanewise.properties.input;

import static dev.lanewise.properties.input.Refusal.illegal;
import static dev.lanewise.properties.input.Refusal.illegalState;
import static dev.lanewise.properties.input.Refusal.missing;
import static dev.lanewise.properties.input.Refusal.outside;
import static dev.lanewise.properties.input.Segments.closed;
import static dev.lanewise.properties.input.Segments.onArray;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import dev.lanewise.engine.Engine;
import dev.lanewise.properties.support.EngineKind;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad shapes, weights, biases and runs of transposed convolutions. */
class ConvTranspose2dInputTest {
    private static final Engine ENGINE = EngineKind.DEFAULT.engine();
    private static final int LARGEST = Integer.MAX_VALUE;

    static Stream<Refusal<ConvTransposeCall>> ofShapes() {
        return Stream.of(
                illegal("no images", call -> call.batch = 0, "batch", "0", "1"),
                illegal("no input channels", call -> call.inChannels = 0, "inChannels", "0", "1"),
                illegal("no rows", call -> call.inHeight = 0, "inHeight", "0", "1"),
                illegal("negative columns", call -> call.inWidth = -1, "inWidth", "-1", "1"),
                illegal("no output channels", call -> call.outChannels = 0, "outChannels", "0", "1"),
                illegal("no kernel rows", call -> call.kernelHeight = 0, "kernelHeight", "0", "1"),
                illegal("negative kernel columns", call -> call.kernelWidth = -3, "kernelWidth", "-3", "1"),
                illegal("no stride down", call -> call.strideHeight = 0, "strideHeight", "0", "1"),
                illegal("negative stride across", call -> call.strideWidth = -1, "strideWidth", "-1", "1"),
                illegal("negative padding above", call -> call.top = -1, "padTop", "-1", "0"),
                illegal("negative padding left", call -> call.left = -2, "padLeft", "-2", "0"),
                illegal("negative padding below", call -> call.bottom = -3, "padBottom", "-3", "0"),
                illegal("negative padding right", call -> call.right = -4, "padRight", "-4", "0"),
                illegal("negative output padding", call -> call.addedRows = -1, "outputPaddingHeight", "-1", "0"),
                illegal("the same across", call -> call.addedColumns = -2, "outputPaddingWidth", "-2", "0"),
                illegal("no dilation down", call -> call.dilationHeight = 0, "dilationHeight", "0", "1"),
                illegal("negative dilation across", call -> call.dilationWidth = -1, "dilationWidth", "-1", "1"),
                illegal("no groups", call -> call.groups = 0, "groups", "0", "1"),
                illegal("groups do not divide the input", call -> call.inChannels = 5, "inChannels", "5", "groups"),
                illegal("groups do not divide the output", call -> call.outChannels = 7, "outChannels", "7", "groups"),
                illegal("no row is left", call -> call.top = 11, "padding", "11", "1", "12", "rows"),
                illegal("no column is left", call -> call.right = LARGEST, "padding", "2147483647", "12", "columns"),
                illegal("input beyond an array", ConvTranspose2dInputTest::largeInput, "input", "2147483583"),
                illegal("weights beyond an array", ConvTranspose2dInputTest::largeWeights, "weights", "2147483583"),
                illegal("output beyond an array", call -> call.strideHeight = 1 << 24, "output", "2147483583"),
                illegal("output beyond an int", call -> call.dilationHeight = LARGEST, "output", "2147483583"));
    }

    static Stream<Refusal<ConvTransposeCall>> ofPreparing() {
        return Stream.of(
                missing("shape", call -> call.noShape = true),
                missing("w", call -> call.w = null),
                missing("w", call -> call.nullSegmentW = true),
                illegalState("weights are missing", call -> call.noWeights = true, "weights"),
                outside("negative offset of w", call -> call.wOffset = -1, "wOffset", "-1", "0"),
                outside("short w", call -> call.w = new float[ConvTransposeCall.WEIGHTS + 1], "w", "73", "72", "2"),
                outside("short segment of w", call -> call.segmentW = onArray(73), "w", "73", "72", "2"),
                illegalState("w in a closed segment", call -> call.segmentW = closed(), "w", "closed"),
                missing("input layout", call -> call.in = null),
                missing("output layout", call -> call.out = null),
                missing("bias", call -> call.bias = null),
                illegal("short bias", call -> call.bias = new float[5], "bias", "5", "6"),
                missing("activation", call -> call.activation = null),
                missing("accuracy", call -> call.accuracy = null),
                illegal("negative workspace", call -> call.workspaceLimit = -1, "workspaceLimit", "-1", "0"),
                illegal("no workspace for the results", call -> call.workspaceLimit = 100, "workspaceLimit", "100"));
    }

    static Stream<Refusal<ConvTransposeCall>> ofRuns() {
        return Stream.of(
                missing("x", call -> call.x = null),
                missing("y", call -> call.y = null),
                missing("x", call -> onSegments(call).segmentX = null),
                missing("y", call -> onSegments(call).segmentY = null),
                outside("negative offset of x", call -> call.xOffset = -1, "xOffset", "-1", "0"),
                outside("negative offset of y", call -> call.yOffset = -1, "yOffset", "-1", "0"),
                outside("short x", call -> call.x = new float[ConvTransposeCall.INPUT], "x", "240", "1"),
                outside("short y", call -> call.y = new float[ConvTransposeCall.OUTPUT + 2], "y", "1322", "1320", "3"),
                outside("offset behind x", call -> call.xOffset = LARGEST, "x", "241", "2147483647"),
                outside("short segment of x", call -> onSegments(call).segmentX = onArray(240), "x", "240", "1"),
                outside("short segment of y", call -> onSegments(call).segmentY = onArray(1322), "y", "1322", "3"),
                outside("negative offset of a segment", call -> onSegments(call).xOffset = -7, "xOffset", "-7", "0"),
                illegal("y is x", call -> call.y = call.x = new float[2000], "y", "x", "overlaps"),
                illegal("y in segments is x", ConvTranspose2dInputTest::overInput, "y", "x", "overlaps"),
                illegal(
                        "y is read-only",
                        call -> onSegments(call).segmentY = onArray(1400).asReadOnly(),
                        "y",
                        "read-only"),
                illegalState("x is closed", call -> onSegments(call).segmentX = closed(), "x", "closed"),
                illegalState("y is closed", call -> onSegments(call).segmentY = closed(), "y", "closed"));
    }

    @ParameterizedTest
    @MethodSource({"ofShapes", "ofPreparing", "ofRuns"})
    void refused(Refusal<ConvTransposeCall> refusal) {
        ConvTransposeCall call = new ConvTransposeCall();
        refusal.check(call, made -> made.run(ENGINE), call.x, call.w, call.y, call.bias);
    }

    /** Two input rows and one column meet in y[2][1]: 2·2 products of 2 and 3, and a bias of 1. */
    @Test
    void theCallsThatAreChangedAreValid() {
        ConvTransposeCall call = new ConvTransposeCall();
        call.run(ENGINE);
        int row = call.yOffset + 11 * 6;
        assertEquals(2 * 2 * 6 + 1, call.y[row + 6]);
        assertEquals(2 * 6 + 1, call.y[call.yOffset]);
        ConvTransposeCall onSegments = onSegments(new ConvTransposeCall());
        onSegments.run(ENGINE);
        assertEquals(2 * 2 * 6 + 1, onSegments.y[row + 6]);
    }

    @Test
    void closedEngine() {
        ConvTransposeCall call = new ConvTransposeCall();
        Engine engine = Engine.builder().threads(2).build();
        call.prepare(engine);
        engine.close();
        illegalState("closed engine", (ConvTransposeCall made) -> made.xOffset = 0, "closed")
                .check(call, ConvTransposeCall::runPrepared, call.x, call.y);
        assertThrowsExactly(IllegalStateException.class, () -> new ConvTransposeCall().prepare(engine));
    }

    private static ConvTransposeCall onSegments(ConvTransposeCall call) {
        call.onSegments = true;
        call.segmentX = MemorySegment.ofArray(call.x);
        call.segmentY = MemorySegment.ofArray(call.y);
        return call;
    }

    private static void largeInput(ConvTransposeCall call) {
        call.inHeight = 1 << 15;
        call.inWidth = 1 << 14;
    }

    private static void largeWeights(ConvTransposeCall call) {
        call.inChannels = 40_000;
        call.outChannels = 40_000;
    }

    private static void overInput(ConvTransposeCall call) {
        onSegments(call);
        call.segmentX = onArray(2000);
        call.segmentY = call.segmentX;
    }
}
