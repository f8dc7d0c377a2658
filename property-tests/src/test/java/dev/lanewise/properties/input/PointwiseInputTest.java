package dev.lanewise.properties.input;

import static dev.lanewise.properties.input.Refusal.illegal;
import static dev.lanewise.properties.input.Refusal.illegalState;
import static dev.lanewise.properties.input.Refusal.missing;
import static dev.lanewise.properties.input.Refusal.outside;
import static dev.lanewise.properties.input.Segments.closed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.BinaryOperation;
import dev.lanewise.engine.Engine;
import dev.lanewise.properties.support.EngineKind;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad arguments of {@code Pointwise}. */
class PointwiseInputTest {
    private final Engine engine = EngineKind.DEFAULT.engine();

    /** A valid call in arrays that are just long enough. */
    static final class Call {
        Activation function = Activation.ABS;
        BinaryOperation operation = BinaryOperation.ADD;
        int n = 6;
        int[] aShape = {2, 3};
        int[] bShape = {3};
        int aOffset = 1;
        int bOffset = 2;
        int yOffset = 3;
        float[] a = SgemmCall.filled(7, 1);
        float[] b = SgemmCall.filled(5, 2);
        float[] y = SgemmCall.filled(9, 3);
        MemorySegment segmentA = MemorySegment.ofArray(a);
        MemorySegment segmentB = MemorySegment.ofArray(b);
        MemorySegment segmentY = MemorySegment.ofArray(y);

        void unary(Engine engine) {
            engine.pointwise().unary(function, n, a, aOffset, y, yOffset);
        }

        void unaryOnSegments(Engine engine) {
            engine.pointwise().unary(function, n, segmentA, aOffset, segmentY, yOffset);
        }

        void binary(Engine engine) {
            engine.pointwise().binary(operation, aShape, a, aOffset, bShape, b, bOffset, y, yOffset);
        }

        void binaryOnSegments(Engine engine) {
            engine.pointwise()
                    .binary(operation, aShape, segmentA, aOffset, bShape, segmentB, bOffset, segmentY, yOffset);
        }
    }

    static Stream<Refusal<Call>> ofUnary() {
        return Stream.of(
                missing("function", call -> call.function = null),
                illegal("negative n", call -> call.n = -1, "n", "-1", "0"),
                outside("negative offset of x", call -> call.aOffset = -1, "xOffset", "-1", "0"),
                outside("negative offset of y", call -> call.yOffset = -1, "yOffset", "-1", "0"),
                outside("offset of x too large", call -> call.aOffset++, "x", "7", "6", "2"),
                outside("offset of y too large", call -> call.yOffset++, "y", "9", "6", "4"));
    }

    static Stream<Refusal<Call>> ofBinary() {
        return Stream.of(
                missing("operation", call -> call.operation = null),
                missing("aShape", call -> call.aShape = null),
                missing("bShape", call -> call.bShape = null),
                illegal("negative size", call -> call.aShape = new int[] {2, -3}, "aShape", "-3"),
                illegal("sizes that do not fit", call -> call.bShape = new int[] {2}, "bShape", "2", "aShape", "3"),
                illegal("nine dimensions", call -> call.bShape = new int[9], "bShape", "9", "8"),
                illegal("too many elements", call -> call.aShape = new int[] {1 << 16, 1 << 16, 3}, "aShape", "65536"),
                outside("offset of a too large", call -> call.aOffset++, "a", "7", "6", "2"),
                outside("offset of b too large", call -> call.bOffset++, "b", "5", "3", "3"),
                outside("offset of y too large", call -> call.yOffset++, "y", "9", "6", "4"));
    }

    static Stream<Refusal<Call>> ofUnaryArrays() {
        return Stream.of(
                missing("x", call -> call.a = null),
                missing("y", call -> call.y = null),
                illegal("y overlaps x", call -> call.y = call.a = new float[12], "y", "x", "overlaps"));
    }

    static Stream<Refusal<Call>> ofUnarySegments() {
        return Stream.of(
                missing("x", call -> call.segmentA = null),
                missing("y", call -> call.segmentY = null),
                illegal("y is read-only", call -> call.segmentY = call.segmentY.asReadOnly(), "y", "read-only"),
                illegalState("x is closed", call -> call.segmentA = closed(), "x", "closed"),
                illegal(
                        "y overlaps x",
                        call -> call.segmentY = call.segmentA = MemorySegment.ofArray(new float[12]),
                        "y",
                        "x",
                        "overlaps"));
    }

    static Stream<Refusal<Call>> ofBinaryArrays() {
        return Stream.of(
                missing("a", call -> call.a = null),
                missing("b", call -> call.b = null),
                missing("y", call -> call.y = null),
                illegal("y overlaps a", call -> call.y = call.a = new float[12], "y", "a", "overlaps"),
                illegal("y overlaps b", call -> call.y = call.b = new float[12], "y", "b", "overlaps"));
    }

    static Stream<Refusal<Call>> ofBinarySegments() {
        return Stream.of(
                missing("a", call -> call.segmentA = null),
                missing("b", call -> call.segmentB = null),
                missing("y", call -> call.segmentY = null),
                illegal("y is read-only", call -> call.segmentY = call.segmentY.asReadOnly(), "y", "read-only"),
                illegalState("b is closed", call -> call.segmentB = closed(), "b", "closed"));
    }

    @ParameterizedTest
    @MethodSource({"ofUnary", "ofUnaryArrays"})
    void unaryRefused(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.unary(engine), call.a, call.y);
    }

    @ParameterizedTest
    @MethodSource({"ofUnary", "ofUnarySegments"})
    void unaryRefusedOnSegments(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.unaryOnSegments(engine), call.a, call.y);
    }

    @ParameterizedTest
    @MethodSource({"ofBinary", "ofBinaryArrays"})
    void binaryRefused(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.binary(engine), call.a, call.b, call.y);
    }

    @ParameterizedTest
    @MethodSource({"ofBinary", "ofBinarySegments"})
    void binaryRefusedOnSegments(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.binaryOnSegments(engine), call.a, call.b, call.y);
    }

    @Test
    void theCallsThatAreChangedAreValid() {
        Call call = new Call();
        call.unary(engine);
        assertEquals(1, call.y[3]);
        call.unaryOnSegments(engine);
        assertEquals(1, call.y[8]);
        call.binary(engine);
        assertEquals(3, call.y[3]);
        call.binaryOnSegments(engine);
        assertEquals(3, call.y[8]);
    }

    @Test
    void parametersOfFunctionsAreFinite() {
        assertThrows(IllegalArgumentException.class, () -> Activation.elu(Float.NaN));
        assertThrows(IllegalArgumentException.class, () -> Activation.elu(Float.POSITIVE_INFINITY));
    }
}
