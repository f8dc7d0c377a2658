package dev.lanewise.jmh.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    @Test
    void callsAClearLossSlower() {
        Comparison comparison = compare(true, new double[] {100, 101, 99, 100, 100}, new double[] {80, 81, 79, 80, 80});
        assertEquals(Comparison.Verdict.SLOWER, comparison.verdict());
        assertEquals(0.8, comparison.ratio(), 0.001);
        assertTrue(comparison.low() < 0.8 && 0.8 < comparison.high() && comparison.high() < 0.85);
    }

    @Test
    void turnsTimesIntoSpeed() {
        Comparison comparison =
                compare(false, new double[] {100, 101, 99, 100, 100}, new double[] {80, 81, 79, 80, 80});
        assertEquals(Comparison.Verdict.FASTER, comparison.verdict());
        assertEquals(1.25, comparison.ratio(), 0.001);
    }

    @Test
    void callsASmallDifferenceTheSameHoweverSignificant() {
        double[] before = {100, 100.1, 99.9, 100, 100};
        double[] after = {98, 98.1, 97.9, 98, 98};
        assertEquals(Comparison.Verdict.SAME, compare(true, before, after).verdict());
    }

    @Test
    void doesNotDecideOnNoise() {
        double[] before = {100, 130, 70, 110, 90};
        double[] after = {80, 110, 50, 90, 70};
        assertEquals(
                Comparison.Verdict.INCONCLUSIVE, compare(true, before, after).verdict());
    }

    @Test
    void doesNotDecideOnOneFork() {
        Comparison comparison = compare(true, new double[] {100}, new double[] {10});
        assertEquals(Comparison.Verdict.INCONCLUSIVE, comparison.verdict());
        assertTrue(Double.isNaN(comparison.low()));
    }

    @Test
    void knowsEqualForksExactly() {
        Comparison comparison = compare(true, new double[] {10, 10, 10}, new double[] {20, 20, 20});
        assertEquals(2, comparison.low(), 1e-12);
        assertEquals(2, comparison.high(), 1e-12);
    }

    private static Comparison compare(boolean moreIsBetter, double[] before, double[] after) {
        return Comparison.of(scores(moreIsBetter, before), scores(moreIsBetter, after), 0.05, 0.01);
    }

    private static ForkMeans scores(boolean moreIsBetter, double[] means) {
        return new ForkMeans(
                "b",
                "primary",
                "ops/s",
                moreIsBetter,
                Arrays.stream(means).boxed().toList());
    }
}
