package dev.lanewise.inference.cli;

import dev.lanewise.engine.machine.Bound;
import dev.lanewise.engine.machine.MachineProfile;
import dev.lanewise.engine.machine.MemoryLevel;
import dev.lanewise.engine.machine.OperatorCost;
import dev.lanewise.engine.machine.Roofline;
import dev.lanewise.inference.NodePlan;
import dev.lanewise.inference.SessionPlan;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a model needs at a rate, against what a machine has. */
final class Feasibility {
    private final SessionPlan plan;
    private final MachineProfile roofs;
    private final int threads;
    private final double rate;
    private final double measured;
    private final long memoryNeeded;
    private final long memoryLimit;
    private final double least;

    /**
     * Of a model and a machine.
     *
     * @param measured seconds of a run on this machine, or NaN if it is not this machine
     * @param inputBytes bytes of the inputs
     * @param memoryLimit bytes that there are for the model
     */
    Feasibility(
            SessionPlan plan,
            MachineProfile roofs,
            int threads,
            double rate,
            double measured,
            long inputBytes,
            long memoryLimit) {
        this.plan = plan;
        this.roofs = roofs;
        this.threads = threads;
        this.rate = rate;
        this.measured = measured;
        this.memoryLimit = memoryLimit;
        memoryNeeded = plan.weightBytes() + plan.arenaBytes() + plan.workspaceBytes() + inputBytes;
        least = plan.nodes().stream().mapToDouble(this::seconds).sum();
    }

    private double seconds(NodePlan node) {
        return roofs.roofline(threads, node.cost()).seconds(node.cost());
    }

    boolean isFeasible() {
        return seconds() * rate <= 1 && memoryNeeded <= memoryLimit;
    }

    /** What a run takes: as measured, where it was. */
    private double seconds() {
        return Double.isNaN(measured) ? least : measured;
    }

    void print(String title, PrintWriter out) {
        OperatorCost cost = plan.cost();
        Roofline memory = roofs.roofline(threads, farthest());
        double peak = roofs.rates(threads).peakFlops();
        out.println("Model      " + title);
        out.println("Machine    " + roofs.machine().cpu());
        out.printf(Locale.ROOT, "Wanted     %s runs a second, %s ms each%n", Words.significant(rate), millis(1 / rate));
        out.println();
        out.printf(Locale.ROOT, "%-36s%12s%12s%9s%n", "In all", "needed", "there is", "part");
        row(out, "compute, GFLOP/s", rate * cost.flop() / 1e9, peak / 1e9);
        row(out, "bandwidth from memory, GB/s", rate * cost.bytes() / 1e9, memory.bytesPerSecond() / 1e9);
        row(out, "time by the roofline, ms", 1e3 * least, 1e3 / rate);
        if (!Double.isNaN(measured)) {
            row(out, "time measured, ms", 1e3 * measured, 1e3 / rate);
        }
        row(out, "memory, MiB", memoryNeeded / 1048576.0, memoryLimit / 1048576.0);
        out.printf(
                Locale.ROOT,
                "  of which weights %s, values on the way %s, workspace %s%n",
                Words.mebibytes(plan.weightBytes()),
                Words.mebibytes(plan.arenaBytes()),
                Words.mebibytes(plan.workspaceBytes()));
        layers(out);
        out.println();
        out.println("Verdict    " + verdict());
    }

    private MemoryLevel farthest() {
        return roofs.levelOf(threads, Long.MAX_VALUE);
    }

    private static void row(PrintWriter out, String name, double needed, double available) {
        out.printf(
                Locale.ROOT,
                "  %-34s%12s%12s%8.0f%%%n",
                name,
                Words.significant(needed),
                Words.significant(available),
                100 * needed / available);
    }

    private void layers(PrintWriter out) {
        out.println();
        out.printf(
                Locale.ROOT,
                "%-46s%9s%9s%11s%9s%10s%8s  %s%n",
                "Layers",
                "MFLOP",
                "MB",
                "FLOP/byte",
                "GFLOP/s",
                "least ms",
                "part",
                "bound by");
        for (NodePlan node : plan.nodes()) {
            OperatorCost cost = node.cost();
            Roofline roofline = roofs.roofline(threads, cost);
            out.printf(
                    Locale.ROOT,
                    "  %-16s %-26s %9s%9s%11s%9s%10s%7.1f%%  %s%n",
                    Words.cut(node.operator(), 16),
                    Words.cut(node.name(), 26),
                    cost.flop() == 0 ? "-" : Words.significant(cost.flop() / 1e6),
                    Words.significant(cost.bytes() / 1e6),
                    cost.flop() == 0 ? "-" : Words.significant(cost.intensity()),
                    cost.flop() == 0 ? "-" : Words.significant(rate * cost.flop() / 1e9),
                    String.format(Locale.ROOT, "%.3f", 1e3 * seconds(node)),
                    100 * seconds(node) * rate,
                    roofline.bound(cost.intensity()) == Bound.COMPUTE
                            ? "compute"
                            : Words.name(roofs.levelOf(threads, cost.bytes())));
        }
    }

    private String verdict() {
        List<String> reasons = new ArrayList<>();
        String how = Double.isNaN(measured) ? "by the roofline, which no program quite reaches" : "as measured";
        reasons.add(String.format(Locale.ROOT, "%s ms a run %s, of %s ms", millis(seconds()), how, millis(1 / rate)));
        reasons.add(
                String.format(Locale.ROOT, "%s of %s", Words.mebibytes(memoryNeeded), Words.mebibytes(memoryLimit)));
        return (isFeasible() ? "feasible: " : "not feasible: ") + String.join("; ", reasons);
    }

    private static String millis(double seconds) {
        return Words.significant(1e3 * seconds);
    }
}
