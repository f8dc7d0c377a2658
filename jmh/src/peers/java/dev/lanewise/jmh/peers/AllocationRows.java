package dev.lanewise.jmh.peers;

import com.sun.management.ThreadMXBean;
import dev.lanewise.engine.Engine;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Bytes allocated per call in steady state, by all threads of the JVM together. */
final class AllocationRows implements FigureRows {

    private static final List<String> SHAPES =
            List.of("8x8x8", "64x64x64", "512x512x512", "1x768x768", "8x1024x1024", "64x3136x576", "1000x1x2048");
    private static final double WARM_UP_NANOS = 2e9;
    private static final double MEASURED_NANOS = 1e9;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Override
    public String name() {
        return "allocation";
    }

    @Override
    public int threads() {
        return 2;
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        for (int threads = 1; threads <= threads(); threads++) {
            try (Engine engine = Engine.builder().threads(threads).build()) {
                for (String shape : SHAPES) {
                    measure(bench, engine, shape);
                }
            }
        }
    }

    private void measure(Bench bench, Engine engine, String shape) throws Throwable {
        for (LanewisePeer.Call call : LanewisePeer.Call.values()) {
            LanewisePeer peer = new LanewisePeer(call, engine);
            String what = "%s %s %d threads".formatted(shape, peer.name(), engine.threads());
            try (NativeProduct product = NativeProduct.ofShape(shape)) {
                if (peer.supports(product) && bench.wants(what)) {
                    peer.prepare(product);
                    peer.run();
                    product.requireCorrect(peer.name(), peer.result());
                    double bytes = bytesPerCall(peer);
                    bench.report(Figure.atMost(name(), what, 0, Double.NaN, bytes, "B per call", "all threads"));
                }
            }
        }
    }

    private static double bytesPerCall(Peer peer) throws Throwable {
        runFor(peer, WARM_UP_NANOS);
        // what reading the counter itself allocates, if anything
        long before = THREADS.getTotalThreadAllocatedBytes();
        long own = THREADS.getTotalThreadAllocatedBytes() - before;
        long start = THREADS.getTotalThreadAllocatedBytes();
        long calls = runFor(peer, MEASURED_NANOS);
        long bytes = THREADS.getTotalThreadAllocatedBytes() - start - own;
        // whatever the JVM's own threads allocate now and then is far below a byte per call
        return Math.floorDiv(Math.max(0, bytes), calls);
    }

    private static long runFor(Peer peer, double nanos) throws Throwable {
        long start = System.nanoTime();
        long calls = 0;
        while (System.nanoTime() - start < nanos) {
            peer.run();
            calls++;
        }
        return calls;
    }
}
