package dev.lanewise.properties.input;

import static dev.lanewise.properties.input.Refusal.illegal;
import static dev.lanewise.properties.input.Refusal.illegalState;
import static dev.lanewise.properties.input.Refusal.missing;
import static dev.lanewise.properties.input.Refusal.outside;
import static dev.lanewise.properties.input.Segments.closed;
import static dev.lanewise.properties.input.Segments.inNativeMemory;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.RotaryEmbedding;
import dev.lanewise.properties.support.EngineKind;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad arguments of {@code RotaryEmbedding}. */
class RotaryInputTest {
    private static final Engine ENGINE = EngineKind.DEFAULT.engine();

    /** A valid embedding of heads of 6 at 9 positions, and its run on a batch of 2 with 3 tokens of 4 heads. */
    static final class Call {
        int headSize = 6;
        int positions = 9;
        Consumer<RotaryEmbedding.Builder> more = builder -> {};
        int batch = 2;
        int tokens = 3;
        int heads = 4;
        int[] of;
        int first = 6;
        float[] x = SgemmCall.filled(1 + 144, 1);
        int xOffset = 1;
        float[] y = SgemmCall.filled(1 + 144, 2);
        int yOffset = 1;
        MemorySegment segmentX;
        MemorySegment segmentY = MemorySegment.ofArray(new float[144]);

        void run(Engine engine) {
            RotaryEmbedding.Builder builder = engine.rotaryEmbedding(headSize, positions);
            more.accept(builder);
            RotaryEmbedding rotary = builder.prepare();
            if (segmentX != null) {
                rotary.run(batch, tokens, heads, of, first, segmentX, 0, segmentY, 0);
            } else {
                rotary.run(batch, tokens, heads, of, first, x, xOffset, y, yOffset);
            }
        }
    }

    static Stream<Refusal<Call>> refusals() {
        return Stream.of(
                illegal("no elements", call -> call.headSize = 0, "headSize", "0", "1"),
                illegal("no positions", call -> call.positions = 0, "positions", "0", "1"),
                illegal("odd rotation", call -> call.more = builder -> builder.rotated(3), "rotated", "3", "6"),
                illegal("long rotation", call -> call.more = builder -> builder.rotated(8), "rotated", "8", "6"),
                illegal("negative rotation", call -> call.more = builder -> builder.rotated(-2), "rotated", "-2"),
                illegal("base 0", call -> call.more = builder -> builder.base(0), "base", "0.0"),
                illegal("base NaN", call -> call.more = builder -> builder.base(Float.NaN), "base", "NaN"),
                missing("cosines", call -> call.more = builder -> builder.tables(null, new float[27])),
                missing("sines", call -> call.more = builder -> builder.tables(new float[27], null)),
                illegal(
                        "short cosines",
                        call -> call.more = builder -> builder.tables(new float[26], new float[27]),
                        "cosines",
                        "26",
                        "27"),
                illegal(
                        "long sines",
                        call -> call.more = builder -> builder.tables(new float[27], new float[28]),
                        "sines",
                        "28",
                        "27"),
                illegal("negative batch", call -> call.batch = -1, "batch", "-1", "0"),
                illegal("negative tokens", call -> call.tokens = -1, "tokens", "-1", "0"),
                illegal("negative heads", call -> call.heads = -1, "heads", "-1", "0"),
                illegal("negative position", call -> call.first = -1, "firstPosition", "-1", "0", "6"),
                illegal("late position", call -> call.first = 7, "firstPosition", "7", "0", "6"),
                illegal("few positions", call -> call.of = new int[5], "positions", "5", "6"),
                illegal("negative position of a token", call -> call.of = new int[] {0, 0, -1, 0, 0, 0}, "-1", "9"),
                illegal("late position of a token", call -> call.of = new int[] {0, 0, 9, 0, 0, 0}, "9"),
                missing("x", call -> call.x = null),
                missing("y", call -> call.y = null),
                outside("short x", call -> call.x = new float[144], "x", "144"),
                outside("negative offset of y", call -> call.yOffset = -1, "yOffset", "-1", "0"),
                illegal("y beside x", RotaryInputTest::shifted, "y", "x", "overlaps"),
                outside("short segment of x", call -> call.segmentX = inNativeMemory(143), "x", "143", "144"),
                illegal("read-only y", RotaryInputTest::readOnly, "y", "read-only"),
                illegalState("closed x", call -> call.segmentX = closed(), "x", "closed"));
    }

    private static void shifted(Call call) {
        call.y = call.x = new float[200];
        call.yOffset = 2;
    }

    private static void readOnly(Call call) {
        call.segmentX = inNativeMemory(144);
        call.segmentY = inNativeMemory(144).asReadOnly();
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refused(Refusal<Call> refusal) {
        Call call = new Call();
        refusal.check(call, changed -> changed.run(ENGINE), call.x, call.y);
    }
}
