package dev.lanewise.inference.cli;

import dev.lanewise.engine.machine.MachineProfile;
import dev.lanewise.inference.NodePlan;
import dev.lanewise.inference.Profile;
import dev.lanewise.inference.Profile.NodeTime;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints where the time of a run goes, by node and by operator. */
final class ProfileTable {
    private static final String ROW = "  %-18s %-26s %-22s%9s%7s%9s%8s%9s%6s  %s%n";

    private final Profile profile;
    private final MachineProfile roofs;
    private final int threads;
    private final PrintWriter out;

    ProfileTable(Profile profile, MachineProfile roofs, int threads, PrintWriter out) {
        this.profile = profile;
        this.roofs = roofs;
        this.threads = threads;
        this.out = out;
    }

    void print(String title) {
        double seconds = profile.seconds();
        out.println("Model    " + title);
        out.printf(
                Locale.ROOT,
                "Time     %s ms a run, %s runs a second; medians of %d runs%n",
                Words.significant(1e3 * seconds),
                Words.significant(1 / seconds),
                profile.runs());
        out.printf(
                Locale.ROOT,
                "Work     %s GFLOP a run as direct sums, %s GFLOP/s%n",
                Words.significant(profile.plan().cost().flop() / 1e9),
                Words.significant(profile.plan().cost().flop() / seconds / 1e9));
        out.printf(
                Locale.ROOT,
                "Memory   weights %s, values on the way %s, workspace %s%n",
                Words.mebibytes(profile.plan().weightBytes()),
                Words.mebibytes(profile.arenaBytes()),
                Words.mebibytes(profile.plan().workspaceBytes()));
        out.println();
        head("Nodes", "name", "how", "output");
        for (NodeTime node : profile.nodes()) {
            NodePlan plan = node.node();
            row(plan.operator(), plan.name(), plan.detail(), List.of(node), plan.outputs());
        }
        out.println();
        head("Operators", "nodes", "", "");
        Map<String, List<NodeTime>> byOperator = profile.nodes().stream()
                .collect(Collectors.groupingBy(node -> node.node().operator()));
        List<Map.Entry<String, List<NodeTime>>> groups = new ArrayList<>(byOperator.entrySet());
        groups.sort(Comparator.comparingDouble(group -> -seconds(group.getValue())));
        groups.forEach(
                group -> row(group.getKey(), Integer.toString(group.getValue().size()), "", group.getValue(), ""));
        out.flush();
    }

    private void head(String what, String name, String how, String last) {
        out.printf(
                Locale.ROOT,
                ROW.replaceFirst("%-18s", "%-20s").substring(2),
                what,
                name,
                how,
                "ms",
                "time",
                "MFLOP",
                "MB",
                "GFLOP/s",
                "roof",
                last);
    }

    private static double seconds(List<NodeTime> nodes) {
        return nodes.stream().mapToDouble(NodeTime::seconds).sum();
    }

    private void row(String operator, String name, String how, List<NodeTime> nodes, String last) {
        double seconds = seconds(nodes);
        long flop = nodes.stream().mapToLong(node -> node.node().flop()).sum();
        long bytes = nodes.stream().mapToLong(node -> node.node().bytes()).sum();
        double least = nodes.stream()
                .mapToDouble(node -> node.ofRoofline(roofs, threads) * node.seconds())
                .sum();
        out.printf(
                Locale.ROOT,
                ROW,
                Words.cut(operator, 18),
                Words.cut(name, 26),
                Words.cut(how, 22),
                String.format(Locale.ROOT, "%.3f", 1e3 * seconds),
                String.format(Locale.ROOT, "%.1f%%", 100 * seconds / profile.seconds()),
                flop == 0 ? "-" : Words.significant(flop / 1e6),
                Words.significant(bytes / 1e6),
                flop == 0 ? "-" : Words.significant(flop / seconds / 1e9),
                String.format(Locale.ROOT, "%.0f%%", 100 * least / seconds),
                last);
    }
}
