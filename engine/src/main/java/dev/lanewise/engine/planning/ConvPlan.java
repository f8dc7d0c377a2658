package dev.lanewise.engine.planning;

import java.util.List;
import java.util.Locale;

/**
 * How a convolution will be computed, and why. Equal convolutions on equal machines get equal plans, unless they were tuned.
 *
 * @param problem the convolution
 * @param accuracy the error that is allowed
 * @param workspaceLimit bytes of workspace that are allowed
 * @param choice the algorithm chosen
 * @param reason why
 * @param candidates all algorithms, in the order of {@link ConvAlgorithm}
 */
public record ConvPlan(
        ConvProblem problem,
        Accuracy accuracy,
        long workspaceLimit,
        ConvCandidate choice,
        String reason,
        List<ConvCandidate> candidates) {

    /**
     * The algorithm chosen.
     *
     * @return never null
     */
    public ConvAlgorithm algorithm() {
        return choice.algorithm();
    }

    /**
     * Whether an algorithm can be chosen.
     *
     * @param algorithm one of all
     * @return true if nothing speaks against it
     */
    public boolean isPossible(ConvAlgorithm algorithm) {
        return candidates.stream().anyMatch(candidate -> candidate.algorithm() == algorithm && candidate.isPossible());
    }

    /**
     * Several lines for humans: the choice, and below it every other algorithm with its numbers or the reason against it.
     *
     * @return the text
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(choice).append(", ").append(choice.parts()).append(choice.parts() == 1 ? " thread" : " threads");
        text.append(String.format(
                Locale.ROOT,
                "%n  %s, %s to %s, accuracy %s, workspace limit %s: %s",
                problem.shape(),
                problem.in(),
                problem.out(),
                accuracy,
                workspaceLimit == Long.MAX_VALUE ? "none" : workspaceLimit + " bytes",
                reason));
        for (ConvCandidate candidate : candidates) {
            if (candidate.algorithm() != choice.algorithm()) {
                text.append(String.format("%n  not ")).append(candidate);
                if (candidate.isPossible()) {
                    text.append(candidate.nanos() < choice.nanos() ? ": not " + reason : ": slower");
                }
            }
        }
        return text.toString();
    }
}
