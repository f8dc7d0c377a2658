package dev.lanewise.inference.cli;

import dev.lanewise.engine.machine.Bound;
import dev.lanewise.engine.machine.MachineProfile;
import dev.lanewise.engine.machine.OperatorCost;
import dev.lanewise.engine.machine.Roofline;
import dev.lanewise.engine.planning.ConvCandidate;
import dev.lanewise.engine.planning.ConvPlan;
import dev.lanewise.engine.planning.ConvShape;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints the algorithms of a convolution side by side, the fastest first, and why the others are not there. */
final class ConvTable {
    private final ConvPlan plan;
    private final int threads;
    private final PrintWriter out;
    private final OperatorCost cost;
    private final MachineProfile profile;
    private final Roofline roofline;

    ConvTable(ConvPlan plan, MachineProfile profile, int threads, PrintWriter out) {
        this.plan = plan;
        this.profile = profile;
        this.threads = threads;
        this.out = out;
        ConvShape shape = plan.problem().shape();
        long elements = (long) shape.inputElements() + shape.weightElements() + shape.outputElements();
        cost = new OperatorCost(shape.flop(), Float.BYTES * elements);
        roofline = profile.roofline(threads, cost);
    }

    void print(int checked, List<MeasuredConv> measured) {
        convolution(checked);
        algorithms(measured);
        refusals(measured);
        out.flush();
    }

    private void convolution(int checked) {
        ConvShape shape = plan.problem().shape();
        int outputs = shape.outputElements();
        double intensity = cost.intensity();
        out.printf(
                Locale.ROOT,
                "Convolution  %s, %s to %s%n",
                shape,
                plan.problem().in(),
                plan.problem().out());
        out.printf(Locale.ROOT, "Limits       accuracy %s, workspace %s%n", plan.accuracy(), limit());
        out.printf(
                Locale.ROOT,
                "Work         %s MFLOP as a direct sum, %s MB, %s FLOP/byte%n",
                Words.significant(cost.flop() / 1e6),
                Words.significant(cost.bytes() / 1e6),
                Words.significant(intensity));
        out.printf(
                Locale.ROOT,
                "Roofline     %s GFLOP/s on %s, bound by %s, data in %s%n",
                Words.significant(roofline.attainable(intensity) / 1e9),
                Words.threads(threads),
                roofline.bound(intensity) == Bound.COMPUTE ? "compute" : "bandwidth",
                Words.name(profile.levelOf(threads, cost.bytes())));
        out.printf(
                Locale.ROOT,
                "Checked      %s against direct sums in double precision%n",
                checked == outputs
                        ? "all " + outputs + " outputs"
                        : "a sample of " + checked + " of " + outputs + " outputs");
    }

    private String limit() {
        long limit = plan.workspaceLimit();
        if (limit == Long.MAX_VALUE) {
            return "without limit";
        }
        return limit == 0 ? "none" : "at most " + Words.bytes(limit);
    }

    private void algorithms(List<MeasuredConv> measured) {
        out.println();
        out.printf(
                Locale.ROOT,
                "  %-20s%9s%11s%9s%10s%11s%10s%11s%10s%n",
                "algorithm",
                "ms",
                "predicted",
                "GFLOP/s",
                "roofline",
                "workspace",
                "weights",
                "max error",
                "L2 error");
        for (MeasuredConv one : measured) {
            ConvCandidate candidate = one.candidate();
            double flops = cost.flop() / one.seconds();
            out.printf(
                    Locale.ROOT,
                    "%s %-20s%9s%11s%9s%9.0f%%%11s%10s%11.1e%10.1e%n",
                    mark(candidate),
                    candidate.algorithm(),
                    millis(one.seconds()),
                    millis(candidate.nanos() / 1e9),
                    Words.significant(flops / 1e9),
                    100 * flops / roofline.attainable(cost.intensity()),
                    mebibytes(candidate.workspaceBytes()),
                    mebibytes(candidate.weightBytes()),
                    one.errors().max(),
                    one.errors().l2());
        }
        out.println();
        out.printf(Locale.ROOT, "* the planner's choice: %s%n", plan.reason());
        if (measured.stream().anyMatch(one -> isTooInexact(one.candidate()))) {
            out.printf(Locale.ROOT, "! never chosen for accuracy %s%n", plan.accuracy());
        }
    }

    private void refusals(List<MeasuredConv> measured) {
        List<ConvCandidate> refused = plan.candidates().stream()
                .filter(candidate ->
                        measured.stream().noneMatch(one -> one.candidate().algorithm() == candidate.algorithm()))
                .toList();
        if (!refused.isEmpty()) {
            out.println();
            out.printf(Locale.ROOT, "Refused%n");
            refused.forEach(
                    candidate -> out.printf(Locale.ROOT, "  %-20s  %s%n", candidate.algorithm(), candidate.refusal()));
        }
    }

    private String mark(ConvCandidate candidate) {
        if (candidate.algorithm() == plan.algorithm()) {
            return "*";
        }
        return isTooInexact(candidate) ? "!" : " ";
    }

    private boolean isTooInexact(ConvCandidate candidate) {
        return candidate.algorithm().accuracy().compareTo(plan.accuracy()) > 0;
    }

    private static String millis(double seconds) {
        return String.format(Locale.ROOT, seconds < 0.01 ? "%.4f" : "%.2f", 1e3 * seconds);
    }

    private static String mebibytes(long bytes) {
        return bytes == 0 ? "0" : String.format(Locale.ROOT, "%.2f MiB", bytes / 1048576.0);
    }
}
