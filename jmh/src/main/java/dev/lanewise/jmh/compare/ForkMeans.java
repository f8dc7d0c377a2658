package dev.lanewise.jmh.compare;

import java.util.List;

/**
 * One score of one benchmark. A fork is one sample: iterations of one JVM share its compilation and are not independent.
 *
 * @param name the benchmark with its parameters
 * @param metric which of its scores
 * @param unit of the score
 * @param moreIsBetter whether it is a rate
 * @param means the mean of each fork
 */
record ForkMeans(String name, String metric, String unit, boolean moreIsBetter, List<Double> means) {

    double mean() {
        return means.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
