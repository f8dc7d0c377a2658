package dev.lanewise.inference.runtime;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A node of a model as JFR sees it. */
@Name("dev.lanewise.Node")
@Label("Node")
@Category("Lanewise")
@Description("A node of a model")
@StackTrace(false)
final class NodeEvent extends Event {
    private static final NodeEvent PROBE = new NodeEvent();

    @Label("Node")
    String node;

    @Label("Operator")
    String operator;

    @Label("Outputs")
    String outputs;

    @Label("Algorithm")
    String algorithm;

    @Label("FLOP")
    long flop;

    @Label("Bytes")
    @DataAmount
    long bytes;

    /** Starts an event, or returns null where nobody records: a run must not allocate. */
    static NodeEvent start() {
        if (!PROBE.isEnabled()) {
            return null;
        }
        NodeEvent event = new NodeEvent();
        event.begin();
        return event;
    }

    void finish(PlannedNode planned) {
        end();
        if (shouldCommit()) {
            node = planned.node().name();
            operator = planned.node().operator();
            outputs = planned.shapes();
            algorithm = planned.detail();
            flop = planned.flop();
            bytes = planned.bytes();
            commit();
        }
    }
}
