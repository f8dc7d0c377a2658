package dev.lanewise.jmh.measure;

/**
 * A loop of integer additions in six independent chains, which keeps the front end and the integer units of a core busy.
 *
 * <p>Whatever shares the core slows it at once: on a virtual Zen 3 core, where neighbours come and go on the other hardware
 * thread every few milliseconds, it fell from 627 to 380–500 iterations/µs while a GEMM kernel lost 15 to 35 % and a pure FMA
 * loop, which leaves most of a core idle, lost 1 %. So it is this loop, and not the FMA peak, that tells whether a slice counts
 * (JDK 25.0.3, 4,000 slices a second: of those it lets pass, 80 % lie within 5 % of the kernel's median).
 */
final class Sentinel {

    private static final int ITERATIONS = 12_000;

    private long sum;

    /** Runs the loop once, some 20 µs. */
    double iterationsPerMicrosecond() {
        long start = System.nanoTime();
        sum = run(sum, ITERATIONS);
        return ITERATIONS * 1e3 / (System.nanoTime() - start);
    }

    private static long run(long seed, int iterations) {
        long a = seed + 1;
        long b = seed + 2;
        long c = seed + 3;
        long d = seed + 4;
        long e = seed + 5;
        long f = seed + 6;
        for (int i = 0; i < iterations; i++) {
            a = (a ^ b) + i;
            b = (b ^ c) - i;
            c = (c ^ d) + i;
            d = (d ^ e) - i;
            e = (e ^ f) + i;
            f = (f ^ a) - i;
        }
        return a ^ b ^ c ^ d ^ e ^ f;
    }
}
