package dev.lanewise.jmh.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {

    private static final Task SLOW = new Task("slow", 100, () -> {});
    private static final Task FAST = new Task("fast", 200, () -> {});

    @Test
    void comparesRatesWithinAPass() {
        Samples samples = new Samples(List.of(SLOW, FAST));
        for (int pass = 1; pass <= 9; pass++) {
            // the machine gets slower and slower: the ratio stays
            add(samples, 10.0 * pass, true, 5.0 * pass, true);
        }
        assertEquals(4, samples.ratio(1, 0).value());
        assertEquals(0.25, samples.ratio(0, 1).value());
        assertEquals(50, samples.nanos(0).value());
        assertEquals(8, samples.rate(1).value());
        assertEquals(1, samples.fastest());
    }

    @Test
    void leavesOutPairsOfWhichOneWasDisturbed() {
        Samples samples = new Samples(List.of(SLOW, FAST));
        for (int pass = 0; pass < 5; pass++) {
            add(samples, 10, true, 10, true);
        }
        for (int pass = 0; pass < 20; pass++) {
            add(samples, 1000, pass % 2 == 0, 10, pass % 2 == 1);
        }
        Samples.Estimate ratio = samples.ratio(1, 0);
        assertEquals(2, ratio.value());
        assertEquals(5, ratio.quiet());
        assertEquals(25, ratio.all());
        assertFalse(ratio.isDisturbed());
    }

    @Test
    void usesAllWhereTooFewWereQuiet() {
        Samples samples = new Samples(List.of(SLOW, FAST));
        add(samples, 10, true, 10, true);
        add(samples, 30, false, 10, true);
        add(samples, 30, false, 10, true);
        Samples.Estimate ratio = samples.ratio(1, 0);
        assertEquals(6, ratio.value());
        assertTrue(ratio.isDisturbed());
        assertEquals("1 of 3, DISTURBED: all used", ratio.toString());
    }

    @Test
    void takesTheFastestTenthOfLongCalls() {
        Samples samples = new Samples(List.of(SLOW, FAST));
        for (int pass = 0; pass <= 10; pass++) {
            add(samples, 4e6 + pass * 1e6, true, 2e6 + pass * 1e6, true);
        }
        assertEquals(5e6, samples.nanos(0).value());
        assertEquals(3e6, samples.nanos(1).value());
        assertEquals(2 * 5 / 3.0, samples.ratio(1, 0).value(), 1e-12);
        assertEquals("11 of 11, fastest tenth", samples.ratio(1, 0).toString());
    }

    private static void add(Samples samples, double slow, boolean slowQuiet, double fast, boolean fastQuiet) {
        samples.startPass();
        samples.add(0, slow, slowQuiet);
        samples.add(1, fast, fastQuiet);
    }
}
