package dev.lanewise.engine;

import dev.lanewise.engine.planning.ConvTransposePlan;
import dev.lanewise.engine.planning.ConvTransposeShape;
import java.util.stream.Collectors;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A transposed convolution as JFR sees it. */
@Name("dev.lanewise.ConvTranspose2d")
@Label("ConvTranspose2d")
@Category("Lanewise")
@Description("A transposed convolution")
@StackTrace(false)
final class ConvTransposeEvent extends Event {
    private static final ConvTransposeEvent PROBE = new ConvTransposeEvent();

    @Label("Shape")
    String shape;

    @Label("Algorithms")
    String algorithms;

    @Label("FLOP")
    long flop;

    @Label("Bytes")
    @DataAmount
    long bytes;

    /** Starts an event, or returns null where nobody records: a run must not allocate. */
    static ConvTransposeEvent start() {
        if (!PROBE.isEnabled()) {
            return null;
        }
        ConvTransposeEvent event = new ConvTransposeEvent();
        event.begin();
        return event;
    }

    void finish(ConvTransposePlan plan) {
        end();
        if (shouldCommit()) {
            ConvTransposeShape sizes = plan.shape();
            shape = sizes.toString();
            algorithms = plan.parts().stream()
                    .filter(part -> part.conv() != null)
                    .map(part -> part.conv().algorithm().name())
                    .distinct()
                    .collect(Collectors.joining(" "));
            flop = sizes.flop();
            bytes = 4L * ((long) sizes.inputElements() + sizes.weightElements() + sizes.outputElements());
            commit();
        }
    }
}
