package dev.lanewise.engine.planning;

import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** What sizes must be; refused otherwise. */
final class SizeChecks {
    private SizeChecks() {}

    static void atLeast(int value, int least, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be at least " + least);
        }
    }

    static void divides(int groups, int channels, String name) {
        if (channels % groups != 0) {
            throw new IllegalArgumentException(
                    name + " is " + channels + "; it must be a multiple of groups, which is " + groups);
        }
    }

    static void elements(String tensor, long... sizes) {
        long product = 1;
        for (long size : sizes) {
            product = Math.multiplyHigh(product, size) == 0 ? product * size : Long.MAX_VALUE;
            if (product > Integer.MAX_VALUE - 64L || product < 0) {
                String text = LongStream.of(sizes).mapToObj(Long::toString).collect(Collectors.joining("×"));
                throw new IllegalArgumentException("size of the " + tensor + " is " + text + "; it must be at most "
                        + (Integer.MAX_VALUE - 64L) + " elements, to fit into an array");
            }
        }
    }
}
