package dev.lanewise.engine.planning;

import java.util.List;
import java.util.Locale;

/**
 * How a convolution of 8-bit numbers will be computed, and why.
 *
 * @param problem the convolution
 * @param algorithm what computes it
 * @param ofBytes whether images stay bytes until blocks of them are packed; else an image is widened in the workspace
 * @param pieces parts of the sums over input channels, each exact in floats, added up in ints
 * @param errorBound largest error of a sum in units of 1; 0 where sums are exact
 * @param workspaceBytes workspace of a run, all threads
 * @param weightBytes the form of the weights that is kept
 * @param nanos predicted time of a run
 * @param reason why
 * @param others the other algorithms: their predicted time, or what speaks against them
 */
public record QuantizedConvPlan(
        ConvProblem problem,
        ConvAlgorithm algorithm,
        boolean ofBytes,
        int pieces,
        int errorBound,
        long workspaceBytes,
        long weightBytes,
        double nanos,
        String reason,
        List<String> others) {

    /**
     * Several lines for humans: the choice, and below it every other algorithm.
     *
     * @return the text
     */
    @Override
    public String toString() {
        return String.format(
                        Locale.ROOT,
                        "%s%s predicted %.3f ms, %s, %s, workspace %.2f MiB, weights %.2f MiB: %s, %s to %s: %s",
                        algorithm,
                        ofBytes ? " of bytes" : " of widened images",
                        nanos / 1e6,
                        errorBound == 0 ? "certified exact" : "error at most " + errorBound,
                        pieces == 1 ? "one piece" : pieces + " pieces",
                        workspaceBytes / 1048576.0,
                        weightBytes / 1048576.0,
                        problem.shape(),
                        problem.in(),
                        problem.out(),
                        reason)
                + (others.isEmpty()
                        ? ""
                        : String.join(
                                "",
                                others.stream()
                                        .map(o -> "%n  not ".formatted() + o)
                                        .toList()));
    }
}
