package dev.lanewise.engine.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.machine.Machine;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text of a plan: the choice, its numbers, and what speaks against every other algorithm. */
class ConvPlanTest {
    private static final ConvShape SHAPE =
            ConvShape.builder(64, 64, 3, 3).input(1, 56, 56).padding(1, 1, 1, 1).build();

    private static List<String> lines(Accuracy accuracy, long limit, ConvAlgorithm forced, String reason) {
        ConvPlan plan = new ConvPlanner(Machine.host(), 1)
                .plan(new ConvProblem(SHAPE, Layout.NHWC, Layout.NCHW), accuracy, limit, forced, reason);
        List<String> lines = plan.toString().lines().toList();
        assertEquals(1 + ConvAlgorithm.values().length, lines.size(), plan::toString);
        assertEquals(plan.choice() + ", 1 thread", lines.getFirst());
        return lines;
    }

    private static String line(List<String> lines, ConvAlgorithm algorithm) {
        List<String> found = lines.stream()
                .filter(line -> line.matches("  not " + algorithm + "[ :].*"))
                .toList();
        assertEquals(1, found.size(), lines::toString);
        return found.getFirst();
    }

    @Test
    void whyTheOthersLost() {
        List<String> lines = lines(Accuracy.DIRECT, 1 << 20, null, "predicted to be the fastest");
        assertEquals(
                "  1×64×56×56 → 64×56×56, kernel 3×3, padding 1 1 1 1, NHWC to NCHW, accuracy DIRECT, workspace limit"
                        + " 1048576 bytes: predicted to be the fastest",
                lines.get(1));
        assertEquals("  not POINTWISE: the kernel is not 1×1", line(lines, ConvAlgorithm.POINTWISE));
        assertTrue(line(lines, ConvAlgorithm.IM2COL)
                .matches(".* predicted [\\d.]+ ms, workspace [\\d.]+ MiB, weights [\\d.]+ MiB, error [\\de.-]+: "
                        + "needs \\d+ bytes of workspace, the limit is 1048576"));
        assertTrue(line(lines, ConvAlgorithm.WINOGRAD_6_POINTS)
                .endsWith(": its accuracy is STANDARD, DIRECT is asked for"));
        assertTrue(line(lines, ConvAlgorithm.IMPLICIT_GEMM).endsWith(": slower"));
    }

    /** They may well be faster. */
    @Test
    void whatIsAskedForNeedNotBeTheFastest() {
        List<String> lines = lines(Accuracy.DIRECT, Long.MAX_VALUE, ConvAlgorithm.IM2COL, "asked for");
        assertTrue(lines.get(1).endsWith(" accuracy DIRECT, workspace limit none: asked for"));
        assertTrue(line(lines, ConvAlgorithm.WINOGRAD_4_POINTS).endsWith(": not asked for"), lines::toString);
        assertTrue(line(lines, ConvAlgorithm.WINOGRAD_6_POINTS)
                .endsWith(": its accuracy is STANDARD, DIRECT is asked for"));
    }
}
