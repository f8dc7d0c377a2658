package dev.lanewise.engine;

import dev.lanewise.engine.planning.GemmPlan;
import dev.lanewise.engine.planning.GemmShape;
import dev.lanewise.engine.planning.Int8Plan;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A product as JFR sees it. */
@Name("dev.lanewise.Gemm")
@Label("GEMM")
@Category("Lanewise")
@Description("A matrix product")
@StackTrace(false)
final class GemmEvent extends Event {
    private static final GemmEvent PROBE = new GemmEvent();

    @Label("m")
    int m;

    @Label("n")
    int n;

    @Label("k")
    int k;

    @Label("Algorithm")
    String algorithm;

    @Label("FLOP")
    long flop;

    @Label("Bytes")
    @DataAmount
    long bytes;

    /** Starts an event, or returns null where nobody records: a run must not allocate. */
    static GemmEvent start() {
        if (!PROBE.isEnabled()) {
            return null;
        }
        GemmEvent event = new GemmEvent();
        event.begin();
        return event;
    }

    void finish(GemmPlan plan) {
        end();
        if (shouldCommit()) {
            GemmShape shape = plan.shape();
            m = shape.m();
            n = shape.n();
            k = shape.k();
            algorithm = plan.toString();
            flop = 2L * m * n * k;
            bytes = 4L * ((long) m * k + (long) k * n + (long) m * n);
            commit();
        }
    }

    /** Of 8-bit numbers: as many bytes as elements, ints or floats of C aside. */
    void finish(Int8Plan plan) {
        end();
        if (shouldCommit()) {
            m = plan.m();
            n = plan.n();
            k = plan.k();
            algorithm = plan.toString();
            flop = 2L * m * n * k;
            bytes = (long) m * k + (long) k * n + (long) m * n;
            commit();
        }
    }

    /** Of low-precision weights, read once. */
    void finish(int batch, WeightOnlyMatrix weights) {
        end();
        if (shouldCommit()) {
            m = batch;
            n = weights.rows();
            k = weights.cols();
            algorithm = weights.format() + " widened in registers";
            flop = 2L * m * n * k;
            bytes = 4L * ((long) m * k + (long) m * n) + weights.bytes();
            commit();
        }
    }
}
