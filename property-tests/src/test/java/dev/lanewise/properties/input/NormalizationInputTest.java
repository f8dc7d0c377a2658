package dev.lanewise.properties.input;

import static dev.lanewise.properties.input.Refusal.illegal;
import static dev.lanewise.properties.input.Refusal.illegalState;
import static dev.lanewise.properties.input.Refusal.missing;
import static dev.lanewise.properties.input.Refusal.outside;
import static dev.lanewise.properties.input.Segments.closed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.Normalization;
import dev.lanewise.properties.support.EngineKind;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad arguments of {@code Normalization}. */
class NormalizationInputTest {
    private final Normalization normalization = EngineKind.DEFAULT.engine().normalization();

    /** Valid calls on 2×6×2 numbers in arrays that are just long enough. */
    static final class Call {
        int[] shape = {2, 6, 2};
        int axis = 1;
        int batch = 2;
        int channels = 6;
        int size = 2;
        int groups = 3;
        int xOffset = 1;
        int yOffset = 2;
        float epsilon = 0.5f;
        float[] x = SgemmCall.filled(25, 3);
        float[] y = SgemmCall.filled(26, 4);
        float[] scale = SgemmCall.filled(6, 2);
        float[] bias = SgemmCall.filled(6, 1);
        float[] mean = SgemmCall.filled(6, 1);
        float[] variance = SgemmCall.filled(6, 1);
        float[] weights = SgemmCall.filled(14, 1);
        MemorySegment segmentX = MemorySegment.ofArray(x);
        MemorySegment segmentY = MemorySegment.ofArray(y);

        void softmax(Normalization n) {
            n.softmax(shape, axis, x, xOffset, y, yOffset);
        }

        void softmaxOnSegments(Normalization n) {
            n.softmax(shape, axis, segmentX, xOffset, segmentY, yOffset);
        }

        void logSoftmax(Normalization n) {
            n.logSoftmax(shape, axis, x, xOffset, y, yOffset);
        }

        void logSoftmaxOnSegments(Normalization n) {
            n.logSoftmax(shape, axis, segmentX, xOffset, segmentY, yOffset);
        }

        void layer(Normalization n) {
            n.layerNorm(batch * size, channels, x, xOffset, scale, bias, epsilon, y, yOffset);
        }

        void layerOnSegments(Normalization n) {
            n.layerNorm(batch * size, channels, segmentX, xOffset, scale, bias, epsilon, segmentY, yOffset);
        }

        void rms(Normalization n) {
            n.rmsNorm(batch * size, channels, x, xOffset, scale, epsilon, y, yOffset);
        }

        void rmsOnSegments(Normalization n) {
            n.rmsNorm(batch * size, channels, segmentX, xOffset, scale, epsilon, segmentY, yOffset);
        }

        void group(Normalization n) {
            n.groupNorm(batch, channels, size, groups, x, xOffset, scale, bias, epsilon, y, yOffset);
        }

        void groupOnSegments(Normalization n) {
            n.groupNorm(batch, channels, size, groups, segmentX, xOffset, scale, bias, epsilon, segmentY, yOffset);
        }

        void batch(Normalization n) {
            n.batchNorm(batch, channels, size, x, xOffset, mean, variance, scale, bias, epsilon, y, yOffset);
        }

        void batchOnSegments(Normalization n) {
            n.batchNorm(
                    batch, channels, size, segmentX, xOffset, mean, variance, scale, bias, epsilon, segmentY, yOffset);
        }

        void fold() {
            Normalization.foldBatchNorm(channels, size, weights, yOffset, bias, mean, variance, scale, null, epsilon);
        }
    }

    /** Every operator, on arrays. */
    static Stream<Refusal<Call>> ofAll() {
        return Stream.of(
                missing("x", call -> call.x = null),
                missing("y", call -> call.y = null),
                outside("negative offset of x", call -> call.xOffset = -1, "xOffset", "-1", "0"),
                outside("offset of x too large", call -> call.xOffset++, "x", "25", "24", "2"),
                outside("offset of y too large", call -> call.yOffset++, "y", "26", "24", "3"),
                illegal("y overlaps x", call -> call.y = call.x = new float[40], "y", "x", "overlaps"));
    }

    /** Every operator, on segments. */
    static Stream<Refusal<Call>> ofAllOnSegments() {
        return Stream.of(
                missing("x", call -> call.segmentX = null),
                missing("y", call -> call.segmentY = null),
                outside("offset of x too large", call -> call.xOffset++, "x", "25", "24", "2"),
                illegal("y is read-only", call -> call.segmentY = call.segmentY.asReadOnly(), "y", "read-only"),
                illegalState("x is closed", call -> call.segmentX = closed(), "x", "closed"));
    }

    static Stream<Refusal<Call>> ofSoftmax() {
        return Stream.of(
                missing("shape", call -> call.shape = null),
                illegal("negative size", call -> call.shape = new int[] {2, -6}, "shape", "-6"),
                illegal("nine dimensions", call -> call.shape = new int[9], "shape", "9", "8"),
                illegal("too many elements", call -> call.shape = new int[] {1 << 16, 1 << 16}, "shape", "65536"),
                illegal("negative axis", call -> call.axis = -1, "axis", "-1", "0"),
                illegal("axis too large", call -> call.axis = 3, "axis", "3"),
                illegal("no dimension", call -> call.shape = new int[0], "axis", "1", "0"));
    }

    static Stream<Refusal<Call>> ofNorms() {
        return Stream.of(
                illegal("negative epsilon", call -> call.epsilon = -1, "epsilon", "-1.0", "0"),
                illegal("epsilon is NaN", call -> call.epsilon = Float.NaN, "epsilon", "NaN", "0"),
                illegal("scale is short", call -> call.scale = new float[5], "scale", "5", "6"));
    }

    static Stream<Refusal<Call>> ofChannels() {
        return Stream.of(
                illegal("negative batch", call -> call.batch = -1, "batch", "-1", "0"),
                illegal("negative channels", call -> call.channels = -1, "channels", "-1", "0"),
                illegal("negative size", call -> call.size = -1, "size", "-1", "0"),
                illegal("too many elements", call -> call.size = Integer.MAX_VALUE, "channels·size", "12884901882"),
                illegal("bias is long", call -> call.bias = new float[7], "bias", "7", "6"));
    }

    static Stream<Refusal<Call>> ofGroups() {
        return Stream.of(
                illegal("no group", call -> call.groups = 0, "groups", "0", "1"),
                illegal("groups do not divide", call -> call.groups = 4, "groups", "4", "6"));
    }

    static Stream<Refusal<Call>> ofStatistics() {
        return Stream.of(
                missing("mean", call -> call.mean = null),
                missing("variance", call -> call.variance = null),
                illegal("mean is short", call -> call.mean = new float[5], "mean", "5", "6"),
                illegal("variance is long", call -> call.variance = new float[7], "variance", "7", "6"));
    }

    @ParameterizedTest
    @MethodSource({"ofAll", "ofSoftmax"})
    void softmax(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.softmax(normalization), call.x, call.y);
        refusal.check(new Call(), made -> made.logSoftmax(normalization));
    }

    @ParameterizedTest
    @MethodSource({"ofAllOnSegments", "ofSoftmax"})
    void softmaxOnSegments(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.softmaxOnSegments(normalization), call.x, call.y);
        refusal.check(new Call(), made -> made.logSoftmaxOnSegments(normalization));
    }

    @ParameterizedTest
    @MethodSource({"ofAll", "ofNorms"})
    void rowNorms(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.layer(normalization), call.x, call.y);
        refusal.check(new Call(), made -> made.rms(normalization));
    }

    @ParameterizedTest
    @MethodSource({"ofAllOnSegments", "ofNorms"})
    void rowNormsOnSegments(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.layerOnSegments(normalization), call.x, call.y);
        refusal.check(new Call(), made -> made.rmsOnSegments(normalization));
    }

    @ParameterizedTest
    @MethodSource({"ofAll", "ofNorms", "ofChannels", "ofGroups"})
    void groupNorm(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.group(normalization), call.x, call.y);
    }

    @ParameterizedTest
    @MethodSource({"ofAllOnSegments", "ofNorms", "ofChannels", "ofGroups"})
    void groupNormOnSegments(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.groupOnSegments(normalization), call.x, call.y);
    }

    @ParameterizedTest
    @MethodSource({"ofAll", "ofNorms", "ofChannels", "ofStatistics"})
    void batchNorm(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.batch(normalization), call.x, call.y);
    }

    @ParameterizedTest
    @MethodSource({"ofAllOnSegments", "ofNorms", "ofChannels", "ofStatistics"})
    void batchNormOnSegments(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, made -> made.batchOnSegments(normalization), call.x, call.y);
    }

    @ParameterizedTest
    @MethodSource({"ofNorms", "ofStatistics"})
    void folding(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, Call::fold, call.weights, call.bias);
    }

    @Test
    void theCallsThatAreChangedAreValid() {
        Call call = new Call();
        call.softmax(normalization);
        assertEquals(1 / 6f, call.y[2]);
        call.logSoftmaxOnSegments(normalization);
        call.layer(normalization);
        assertEquals(1, call.y[2]);
        call.rms(normalization);
        call.group(normalization);
        assertEquals(1, call.y[25]);
        call.batch(normalization);
        call.fold();
    }
}
