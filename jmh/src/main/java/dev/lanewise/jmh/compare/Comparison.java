package dev.lanewise.jmh.compare;

import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.moment.Mean;
import org.apache.commons.math3.stat.descriptive.moment.Variance;

/**
 * How much faster one score is than another, with Welch's t interval on the logarithms of fork means.
 *
 * @param base before
 * @param changed after
 * @param ratio above 1 where the change is faster
 * @param low the interval's lower end, NaN where a side has fewer than two forks
 * @param high the interval's upper end
 * @param verdict what follows
 */
record Comparison(ForkMeans base, ForkMeans changed, double ratio, double low, double high, Verdict verdict) {

    /** Significance alone is not enough: the whole interval must lie beyond the threshold. */
    enum Verdict {
        SLOWER,
        FASTER,
        SAME,
        INCONCLUSIVE
    }

    /**
     * Compares.
     *
     * @param threshold a difference that matters, as in 0.05
     * @param alpha one minus the confidence of the interval
     */
    static Comparison of(ForkMeans base, ForkMeans changed, double threshold, double alpha) {
        double[] before = logarithms(base);
        double[] after = logarithms(changed);
        double sign = base.moreIsBetter() ? 1 : -1;
        double difference = sign * (new Mean().evaluate(after) - new Mean().evaluate(before));
        double margin = margin(before, after, alpha);
        double low = Math.exp(difference - margin);
        double high = Math.exp(difference + margin);
        return new Comparison(base, changed, Math.exp(difference), low, high, verdict(low, high, threshold));
    }

    private static Verdict verdict(double low, double high, double threshold) {
        if (high < 1 - threshold) {
            return Verdict.SLOWER;
        }
        if (low > 1 + threshold) {
            return Verdict.FASTER;
        }
        return low >= 1 - threshold && high <= 1 + threshold ? Verdict.SAME : Verdict.INCONCLUSIVE;
    }

    private static double margin(double[] before, double[] after, double alpha) {
        if (before.length < 2 || after.length < 2) {
            return Double.NaN;
        }
        double first = new Variance().evaluate(before) / before.length;
        double second = new Variance().evaluate(after) / after.length;
        double sum = first + second;
        if (sum == 0) {
            return 0;
        }
        double freedom = sum * sum / (first * first / (before.length - 1) + second * second / (after.length - 1));
        return new TDistribution(freedom).inverseCumulativeProbability(1 - alpha / 2) * Math.sqrt(sum);
    }

    private static double[] logarithms(ForkMeans score) {
        return score.means().stream().mapToDouble(Math::log).toArray();
    }
}
