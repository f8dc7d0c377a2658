package dev.lanewise.engine;

import dev.lanewise.engine.planning.ConvPlan;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.QuantizedConvPlan;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A convolution as JFR sees it. */
@Name("dev.lanewise.Conv2d")
@Label("Conv2d")
@Category("Lanewise")
@Description("A convolution")
@StackTrace(false)
final class ConvEvent extends Event {
    private static final ConvEvent PROBE = new ConvEvent();

    @Label("Shape")
    String shape;

    @Label("Algorithm")
    String algorithm;

    @Label("FLOP")
    long flop;

    @Label("Bytes")
    @DataAmount
    long bytes;

    /** Starts an event, or returns null where nobody records: a run must not allocate. */
    static ConvEvent start() {
        if (!PROBE.isEnabled()) {
            return null;
        }
        ConvEvent event = new ConvEvent();
        event.begin();
        return event;
    }

    void finish(ConvPlan plan) {
        end();
        if (shouldCommit()) {
            ConvShape sizes = plan.problem().shape();
            shape = sizes.toString();
            algorithm = plan.algorithm().toString();
            flop = sizes.flop();
            bytes = 4L * ((long) sizes.inputElements() + sizes.weightElements() + sizes.outputElements());
            commit();
        }
    }

    /** Of 8-bit numbers: as many bytes as elements, ints or floats of the output aside. */
    void finish(QuantizedConvPlan plan) {
        end();
        if (shouldCommit()) {
            ConvShape sizes = plan.problem().shape();
            shape = sizes.toString();
            algorithm = plan.algorithm().toString();
            flop = sizes.flop();
            bytes = (long) sizes.inputElements() + sizes.weightElements() + sizes.outputElements();
            commit();
        }
    }
}
