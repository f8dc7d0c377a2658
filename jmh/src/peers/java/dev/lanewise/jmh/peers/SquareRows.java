package dev.lanewise.jmh.peers;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.machine.Machine;
import dev.lanewise.jmh.measure.Samples;
import java.util.List;

/**
 * Square products, of the FMA peak: with this machine's lanes, and with the kernels of narrower machines forced on it, by the
 * engine's property or by a JVM without AVX-512. Where a machine has no more anyway, those are what it does by itself.
 */
final class SquareRows implements FigureRows {

    private static final List<Integer> SIZES = List.of(512, 1024, 2048);

    private final String name;
    private final double must;
    private final double goal;
    private final List<String> jvmOptions;

    private SquareRows(String name, double must, double goal, List<String> jvmOptions) {
        this.name = name;
        this.must = must;
        this.goal = goal;
        this.jvmOptions = jvmOptions;
    }

    static SquareRows ofThisMachine() {
        return new SquareRows("squares", 0.92, 0.96, List.of());
    }

    static SquareRows of256Bits() {
        return new SquareRows("lanes-256", 0.88, 0.93, List.of("-D" + Machine.LANES_PROPERTY + "=256"));
    }

    static SquareRows of16Registers() {
        return new SquareRows("registers-16", 0.88, 0.93, List.of("-XX:UseAVX=2"));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> jvmOptions() {
        return jvmOptions;
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        try (Engine engine = Engine.builder().build()) {
            String lanes = engine.machine().lanes() * Float.SIZE + " bit "
                    + engine.machine().registers() + " registers";
            for (int size : SIZES) {
                if (bench.wants(size + "³")) {
                    measure(bench, engine, size, lanes);
                }
            }
        }
    }

    private void measure(Bench bench, Engine engine, int size, String lanes) throws Throwable {
        LanewisePeer peer = new LanewisePeer(LanewisePeer.Call.SGEMM, engine);
        try (NativeProduct product = new NativeProduct(size, size, size);
                Field field = new Field(product, List.of(peer))) {
            Samples samples = bench.contest(List.of(field.task(peer.name()), bench.fmaPeak()));
            Samples.Estimate ratio = samples.ratio(0, 1);
            String peak = "FMA peak %.1f GFLOP/s; %s".formatted(samples.rate(1).value(), lanes);
            bench.report(Figure.atLeast(name, size + "³", must, goal, ratio.value(), peak, ratio));
        }
    }
}
