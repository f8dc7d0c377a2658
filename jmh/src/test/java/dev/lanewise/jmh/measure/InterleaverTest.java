package dev.lanewise.jmh.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class InterleaverTest {

    private long sum;

    @Test
    void findsThatTwiceTheWorkTakesTwiceTheTime() throws Throwable {
        try (CoreWatch watch = new CoreWatch(1)) {
            Task once = new Task("once", 1, () -> work(2_000));
            Task twice = new Task("twice", 1, () -> work(4_000));
            Samples samples = new Interleaver(watch, 0.2, 0.5).measure(List.of(once, twice));
            // wide, because this runs beside other things; a mistake in units or order is far outside
            assertEquals(2, samples.ratio(0, 1).value(), 0.7);
            assertTrue(sum != 0);
        }
    }

    @Test
    void looksAtTwoCores() {
        try (CoreWatch watch = new CoreWatch(2)) {
            int quiet = 0;
            for (int i = 0; i < 1000; i++) {
                quiet += watch.isQuiet() ? 1 : 0;
            }
            assertTrue(quiet <= 1000);
        }
    }

    private void work(int rounds) {
        long x = sum + 1;
        for (int i = 0; i < rounds; i++) {
            x = x * 31 + i;
        }
        sum = x;
    }
}
