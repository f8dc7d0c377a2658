package dev.lanewise.properties.input;

import static dev.lanewise.properties.input.Refusal.illegal;
import static dev.lanewise.properties.input.Refusal.illegalState;
import static dev.lanewise.properties.input.Refusal.missing;
import static dev.lanewise.properties.input.Refusal.outside;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Transpose;
import dev.lanewise.properties.support.EngineKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad arguments of prepared products, their epilogues and their runs. */
class PreparedInputTest {
    private static final Engine ENGINE = EngineKind.DEFAULT.engine();

    static Stream<Refusal<PreparedCall>> whilePreparing() {
        return Stream.of(
                illegal("negative m", call -> call.m = -1, "m", "-1", "0"),
                illegal("negative n", call -> call.n = -1, "n", "-1", "0"),
                illegal("negative k", call -> call.k = -1, "k", "-1", "0"),
                missing("transposeA", call -> call.transA = null),
                missing("transposeB", call -> call.transB = null),
                missing("loopOrder", call -> call.order = null),
                missing("epilogue", call -> call.noEpilogue = true),
                illegal("lda below the row", call -> call.lda = 4, "lda", "4", "5"),
                illegal("ldb below the row", call -> call.ldb = 3, "ldb", "3", "4"),
                illegal("ldc below the row", call -> call.ldc = 3, "ldc", "3", "4"),
                illegal("negative lda", call -> call.lda = -2, "lda", "-2", "5"),
                illegal("lda below the transposed row", PreparedInputTest::transposed, "lda", "2", "3"),
                missing("weights", call -> call.prepacked = true),
                illegal("weights of too many rows", call -> call.withWeights(ENGINE, 6, 4), "6", "5"),
                illegal("weights of too few columns", call -> call.withWeights(ENGINE, 5, 3), "3", "4"));
    }

    static Stream<Refusal<PreparedCall>> ofEpilogues() {
        return Stream.of(
                missing("biasPerColumn", call -> call.biasPerColumn = null),
                missing("biasPerRow", call -> call.biasPerRow = null),
                missing("residual", call -> call.residual = null),
                missing("activation", call -> call.activation = null),
                illegal("short column bias", call -> call.biasPerColumn = new float[3], "biasPerColumn", "3", "4"),
                illegal("short row bias", call -> call.biasPerRow = new float[2], "biasPerRow", "2", "3"),
                illegal("short residual", call -> call.residual = new float[15], "residual", "15", "16"),
                illegal("negative offset of the residual", call -> call.residualOffset = -1, "residual", "-1", "0"),
                illegal("residual's ld below the row", call -> call.residualLd = 3, "residual", "3", "4"),
                illegal("negative ld of the residual", call -> call.residualLd = -5, "residual", "-5"),
                illegal("residual's ld beyond any array", call -> call.residualLd = Integer.MAX_VALUE, "4294967300"),
                illegal("scale is NaN", call -> call.scale = Float.NaN, "scale", "NaN"),
                illegal("scale is infinite", call -> call.scale = Float.POSITIVE_INFINITY, "scale", "Infinity"));
    }

    static Stream<Refusal<PreparedCall>> ofRuns() {
        return Stream.of(
                missing("a", call -> call.a = null),
                missing("b", call -> call.b = null),
                missing("c", call -> call.c = null),
                outside("short a", call -> call.a = new float[17], "a", "17", "1"),
                outside("short b", call -> call.b = new float[33], "b", "33", "32"),
                outside("short c", call -> call.c = new float[22], "c", "22", "20"),
                outside("negative offset of a", call -> call.aOffset = -1, "aOffset", "-1", "0"),
                outside("negative offset of c", call -> call.cOffset = -1, "cOffset", "-1", "0"),
                illegal("c is a", call -> call.c = call.a = new float[64], "c", "a", "overlaps"),
                illegal("c is b", call -> call.c = call.b = new float[64], "c", "b", "overlaps"),
                illegal("c is the residual", call -> call.c = call.residual = new float[64], "c", "residual"),
                illegalState("b is missing", call -> call.giveB = false, "b"),
                illegalState("b twice", PreparedInputTest::packedAndGiven, "b", "prepacked"),
                illegal("packed, and c is a", PreparedInputTest::packedOverlap, "c", "a", "overlaps"),
                missing("c", PreparedInputTest::packedWithoutC),
                illegal("c in a read-only segment", PreparedInputTest::readOnly, "c", "read-only"),
                illegal("packed, c in a read-only segment", PreparedInputTest::packedReadOnly, "c", "read-only"),
                illegalState("a in a closed segment", PreparedInputTest::closed, "a", "closed"),
                outside("a in a short segment", PreparedInputTest::shortSegment, "a", "17"),
                illegal("c in a segment over the residual", PreparedInputTest::overResidual, "c", "residual"));
    }

    @ParameterizedTest
    @MethodSource({"whilePreparing", "ofEpilogues", "ofRuns"})
    void refused(Refusal<PreparedCall> refusal) {
        PreparedCall call = new PreparedCall();
        refusal.check(call, made -> made.run(ENGINE), call.a, call.b, call.c, call.residual);
    }

    @Test
    void theCallsThatAreChangedAreValid() {
        PreparedCall call = new PreparedCall();
        call.run(ENGINE);
        assertEquals(3 + 5 * 2 + 1, call.c[3]);
        PreparedCall packed = new PreparedCall();
        packed.withWeights(ENGINE, 5, 4);
        packed.run(ENGINE);
        assertEquals(3 + 1, packed.c[3]);
        PreparedCall onSegments = new PreparedCall();
        onSegments(onSegments);
        onSegments.run(ENGINE);
        assertEquals(3 + 5 * 2 + 1, onSegments.c[3]);
    }

    @Test
    void activations() {
        assertThrowsExactly(IllegalArgumentException.class, () -> Activation.clip(1, 0.5f));
        assertThrowsExactly(IllegalArgumentException.class, () -> Activation.clip(Float.NaN, 1));
        assertThrowsExactly(IllegalArgumentException.class, () -> Activation.clip(0, Float.NaN));
        assertThrowsExactly(IllegalArgumentException.class, () -> Activation.leakyRelu(Float.NaN));
        assertThrowsExactly(IllegalArgumentException.class, () -> Activation.leakyRelu(Float.POSITIVE_INFINITY));
    }

    private static void transposed(PreparedCall call) {
        call.transA = Transpose.YES;
        call.lda = 2;
    }

    private static void packedAndGiven(PreparedCall call) {
        call.withWeights(ENGINE, 5, 4);
        call.giveB = true;
    }

    private static void packedOverlap(PreparedCall call) {
        call.withWeights(ENGINE, 5, 4);
        call.a = new float[64];
        call.c = call.a;
    }

    private static void packedWithoutC(PreparedCall call) {
        call.withWeights(ENGINE, 5, 4);
        call.c = null;
    }

    private static void onSegments(PreparedCall call) {
        call.segmentA = MemorySegment.ofArray(call.a);
        call.segmentC = MemorySegment.ofArray(call.c);
    }

    private static void readOnly(PreparedCall call) {
        onSegments(call);
        call.segmentC = call.segmentC.asReadOnly();
    }

    private static void packedReadOnly(PreparedCall call) {
        call.withWeights(ENGINE, 5, 4);
        readOnly(call);
    }

    private static void shortSegment(PreparedCall call) {
        onSegments(call);
        call.segmentA = MemorySegment.ofArray(new float[17]);
    }

    private static void overResidual(PreparedCall call) {
        onSegments(call);
        call.residual = new float[64];
        call.segmentC = MemorySegment.ofArray(call.residual);
    }

    private static void closed(PreparedCall call) {
        onSegments(call);
        try (Arena arena = Arena.ofConfined()) {
            call.segmentA = arena.allocate(1024, 4);
        }
    }
}
