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
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.properties.support.EngineKind;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad shapes, weights, epilogues, algorithms and runs of convolutions. */
class Conv2dInputTest {
    private static final Engine ENGINE = EngineKind.DEFAULT.engine();
    private static final int LARGEST = Integer.MAX_VALUE;

    static Stream<Refusal<ConvCall>> ofShapes() {
        return Stream.of(
                illegal("no images", call -> call.batch = 0, "batch", "0", "1"),
                illegal("no input channels", call -> call.inChannels = 0, "inChannels", "0", "1"),
                illegal("negative input channels", call -> call.inChannels = -4, "inChannels", "-4", "1"),
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
                illegal("no dilation down", call -> call.dilationHeight = 0, "dilationHeight", "0", "1"),
                illegal("negative dilation across", call -> call.dilationWidth = -1, "dilationWidth", "-1", "1"),
                illegal("no groups", call -> call.groups = 0, "groups", "0", "1"),
                illegal(
                        "groups do not divide the input",
                        call -> call.inChannels = 5,
                        "inChannels",
                        "5",
                        "groups",
                        "2"),
                illegal(
                        "groups do not divide the output",
                        call -> call.outChannels = 7,
                        "outChannels",
                        "7",
                        "groups",
                        "2"),
                illegal("kernel higher than the padded input", call -> call.kernelHeight = 8, "kernelHeight", "8", "7"),
                illegal("kernel wider than the padded input", call -> call.kernelWidth = 8, "kernelWidth", "8", "7"),
                illegal("dilated kernel wider", call -> call.dilationWidth = 7, "kernelWidth", "2", "7", "8"),
                illegal(
                        "dilation beyond an int",
                        call -> call.dilationHeight = LARGEST,
                        "kernelHeight",
                        "4294967295",
                        "7"),
                illegal("input beyond an array", Conv2dInputTest::largeInput, "input", "65536", "32768", "2147483583"),
                illegal("input beyond a long", Conv2dInputTest::hugeInput, "input", "2147483647", "2147483583"),
                illegal("weights beyond an array", Conv2dInputTest::largeWeights, "weights", "40000", "2147483583"),
                illegal("output beyond an array", Conv2dInputTest::largeOutput, "output", "65536", "2147483583"),
                illegal(
                        "output rows beyond an int",
                        Conv2dInputTest::wrappedOutput,
                        "output",
                        "4294967306",
                        "2147483583"));
    }

    static Stream<Refusal<ConvCall>> ofPreparing() {
        return Stream.of(
                missing("shape", call -> call.noShape = true),
                missing("w", call -> call.w = null),
                missing("w", call -> call.nullSegmentW = true),
                illegalState("weights are missing", call -> call.noWeights = true, "weights"),
                outside("negative offset of w", call -> call.wOffset = -1, "wOffset", "-1", "0"),
                outside("short w", call -> call.w = new float[ConvCall.WEIGHTS + 1], "w", "73", "72", "2"),
                outside("short segment of w", call -> call.segmentW = onArray(73), "w", "73", "72", "2"),
                outside(
                        "largest offset of w",
                        Conv2dInputTest::largestOffsetOfWeights,
                        "w",
                        "74",
                        "9223372036854775807"),
                illegalState("w in a closed segment", call -> call.segmentW = closed(), "w", "closed"),
                missing("input layout", call -> call.in = null),
                missing("output layout", call -> call.out = null),
                missing("bias", call -> call.bias = null),
                illegal("short bias", call -> call.bias = new float[5], "bias", "5", "6"),
                illegal("long bias", call -> call.bias = new float[7], "bias", "7", "6"),
                missing("activation", call -> call.activation = null),
                missing("accuracy", call -> call.accuracy = null),
                missing("algorithm", call -> call.forceNull = true),
                illegal("negative workspace", call -> call.workspaceLimit = -1, "workspaceLimit", "-1", "0"),
                illegal(
                        "strided Winograd",
                        call -> call.algorithm = ConvAlgorithm.WINOGRAD_4_POINTS,
                        "WINOGRAD_4_POINTS",
                        "must",
                        "stride",
                        "2×2"),
                illegal(
                        "3×2 kernel as pointwise",
                        call -> call.algorithm = ConvAlgorithm.POINTWISE,
                        "POINTWISE",
                        "must",
                        "3×2"),
                illegal(
                        "two channels to a group as depthwise",
                        call -> call.algorithm = ConvAlgorithm.DEPTHWISE,
                        "DEPTHWISE",
                        "must",
                        "groups",
                        "2"),
                illegal(
                        "no workspace for the patches",
                        Conv2dInputTest::noWorkspace,
                        "IM2COL",
                        "bytes",
                        "workspace",
                        "limit",
                        "1"),
                illegal(
                        "more patches than an array holds",
                        Conv2dInputTest::manyPatches,
                        "IM2COL",
                        "patches",
                        "elements",
                        "array"));
    }

    static Stream<Refusal<ConvCall>> ofRuns() {
        return Stream.of(
                missing("x", call -> call.x = null),
                missing("y", call -> call.y = null),
                missing("r", call -> call.r = null),
                missing("x", call -> onSegments(call).segmentX = null),
                missing("y", call -> onSegments(call).segmentY = null),
                missing("r", call -> onSegments(call).segmentR = null),
                outside("negative offset of x", call -> call.xOffset = -1, "xOffset", "-1", "0"),
                outside("negative offset of y", call -> call.yOffset = -1, "yOffset", "-1", "0"),
                outside("negative offset of r", call -> call.rOffset = -1, "rOffset", "-1", "0"),
                outside("short x", call -> call.x = new float[ConvCall.INPUT], "x", "240", "1"),
                outside("short y", call -> call.y = new float[ConvCall.OUTPUT + 2], "y", "110", "108", "3"),
                outside("short r", call -> call.r = new float[ConvCall.OUTPUT + 3], "r", "111", "108", "4"),
                outside("offset behind x", call -> call.xOffset = LARGEST, "x", "241", "2147483647"),
                outside("short segment of x", call -> onSegments(call).segmentX = onArray(240), "x", "240", "1"),
                outside("short segment of y", call -> onSegments(call).segmentY = onArray(110), "y", "110", "3"),
                outside("short segment of r", call -> onSegments(call).segmentR = onArray(111), "r", "111", "4"),
                outside("negative offset of a segment", call -> onSegments(call).xOffset = -7, "xOffset", "-7", "0"),
                illegalState("residual not given", call -> call.giveResidual = false, "residual", "must"),
                illegalState("residual not prepared", call -> call.prepareResidual = false, "residual", "may"),
                illegalState(
                        "residual not given in segments", call -> onSegments(call).giveResidual = false, "residual"),
                illegalState(
                        "residual not prepared in segments",
                        call -> onSegments(call).prepareResidual = false,
                        "residual"),
                illegal("y is x", call -> call.y = call.x = new float[300], "y", "x", "overlaps"),
                illegal("y ends in x", call -> overlap(call, 107, 0), "y", "x", "overlaps"),
                illegal("y begins in x", call -> overlap(call, 0, 239), "y", "x", "overlaps"),
                illegal("y is the residual", call -> call.y = call.r = new float[300], "y", "r", "overlaps"),
                illegal("y in segments is x", call -> onSegments(call).segmentY = call.segmentX, "y", "x", "overlaps"),
                illegal("y in segments is the residual", Conv2dInputTest::overResidual, "y", "r", "overlaps"),
                illegal(
                        "y is read-only",
                        call -> onSegments(call).segmentY = onArray(111).asReadOnly(),
                        "y",
                        "read-only"),
                illegalState("x is closed", call -> onSegments(call).segmentX = closed(), "x", "closed"),
                illegalState("y is closed", call -> onSegments(call).segmentY = closed(), "y", "closed"),
                illegalState("r is closed", call -> onSegments(call).segmentR = closed(), "r", "closed"));
    }

    @ParameterizedTest
    @MethodSource({"ofShapes", "ofPreparing", "ofRuns"})
    void refused(Refusal<ConvCall> refusal) {
        ConvCall call = new ConvCall();
        refusal.check(call, made -> made.run(ENGINE), arrays(call));
    }

    /** 3·2·2 products of 2 and 3, a bias of 1, a residual of 4. */
    @Test
    void theCallsThatAreChangedAreValid() {
        ConvCall call = new ConvCall();
        call.run(ENGINE);
        int inner = call.yOffset + 6 * 5;
        assertEquals(12 * 6 + 1 + 4, call.y[inner]);
        ConvCall onSegments = onSegments(new ConvCall());
        onSegments.run(ENGINE);
        assertEquals(12 * 6 + 1 + 4, onSegments.y[inner]);
        ConvCall beside = new ConvCall();
        overlap(beside, 108, 0);
        beside.run(ENGINE);
        assertEquals(12 * 6 + 1 + 4, beside.y[inner - call.yOffset + beside.yOffset]);
        ConvCall alone = new ConvCall();
        alone.prepareResidual = false;
        alone.giveResidual = false;
        alone.run(ENGINE);
        assertEquals(12 * 6 + 1, alone.y[inner]);
    }

    @Test
    void closedEngine() {
        ConvCall call = new ConvCall();
        Engine engine = Engine.builder().threads(2).build();
        call.prepare(engine);
        engine.close();
        illegalState("closed engine", (ConvCall made) -> made.xOffset = 0, "closed")
                .check(call, ConvCall::runPrepared, call.x, call.y, call.r);
        ConvCall onSegments = onSegments(new ConvCall());
        Engine other = Engine.builder().build();
        onSegments.prepare(other);
        other.close();
        illegalState("closed engine", (ConvCall made) -> made.xOffset = 0, "closed")
                .check(onSegments, ConvCall::runPrepared, onSegments.y);
        assertThrowsExactly(IllegalStateException.class, () -> new ConvCall().prepare(engine));
    }

    private static float[][] arrays(ConvCall call) {
        return new float[][] {call.x, call.w, call.y, call.r, call.bias};
    }

    private static ConvCall onSegments(ConvCall call) {
        call.onSegments = true;
        call.segmentX = MemorySegment.ofArray(call.x);
        call.segmentR = MemorySegment.ofArray(call.r);
        call.segmentY = MemorySegment.ofArray(call.y);
        return call;
    }

    /** 65536·32768 elements. */
    private static void largeInput(ConvCall call) {
        call.inHeight = 1 << 15;
        call.inWidth = 1 << 14;
        call.inChannels = 4;
        call.batch = 1 << 16;
    }

    private static void hugeInput(ConvCall call) {
        call.batch = LARGEST;
        call.inHeight = LARGEST;
        call.inWidth = LARGEST;
    }

    private static void largeWeights(ConvCall call) {
        call.inChannels = 40_000;
        call.outChannels = 40_000;
    }

    private static void largeOutput(ConvCall call) {
        call.outChannels = 1 << 16;
        call.inHeight = 1 << 8;
        call.inWidth = 1 << 8;
    }

    /** 10 rows, if they are counted in an int. */
    private static void wrappedOutput(ConvCall call) {
        call.kernelHeight = 1;
        call.strideHeight = 1;
        call.inHeight = 12;
        call.top = LARGEST;
        call.bottom = LARGEST;
    }

    private static void largestOffsetOfWeights(ConvCall call) {
        call.segmentW = onArray(74);
        call.segmentOffsetW = Long.MAX_VALUE;
    }

    private static void noWorkspace(ConvCall call) {
        call.algorithm = ConvAlgorithm.IM2COL;
        call.workspaceLimit = 1;
    }

    /** One image of 2 GiB, the whole of whose patches is six times that. */
    private static void manyPatches(ConvCall call) {
        call.algorithm = ConvAlgorithm.IM2COL;
        call.batch = 1;
        call.groups = 1;
        call.strideHeight = 1;
        call.strideWidth = 1;
        call.inHeight = 1 << 14;
        call.inWidth = 1 << 14;
        call.inChannels = 2;
        call.outChannels = 2;
        call.bias = new float[2];
    }

    /** x and y in one array, so many elements of y before x, and of x before y. */
    private static void overlap(ConvCall call, int beforeX, int beforeY) {
        call.x = SgemmCall.filled(ConvCall.INPUT + ConvCall.OUTPUT, 2);
        call.y = call.x;
        call.xOffset = beforeX;
        call.yOffset = beforeY;
    }

    private static void overResidual(ConvCall call) {
        onSegments(call);
        call.segmentR = onArray(300);
        call.segmentY = call.segmentR;
    }
}
