package dev.lanewise.inference.cli;

import dev.lanewise.engine.machine.Bound;
import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.machine.MachineProfile;
import dev.lanewise.engine.machine.MachineProfile.Bandwidth;
import dev.lanewise.engine.machine.MachineProfile.Rates;
import dev.lanewise.engine.machine.MemoryLevel;
import dev.lanewise.engine.machine.OperatorCost;
import dev.lanewise.engine.machine.Roofline;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Prints an assessment for people: fixed columns, no more than 100 wide where machines have few threads. */
final class AssessmentTable {
    private final MachineProfile profile;
    private final PrintWriter out;

    private AssessmentTable(MachineProfile profile, PrintWriter out) {
        this.profile = profile;
        this.out = out;
    }

    static void print(MachineProfile profile, List<MeasuredProduct> products, PrintWriter out) {
        AssessmentTable table = new AssessmentTable(profile, out);
        table.machine();
        table.rates();
        table.operators();
        table.products(products);
        out.flush();
    }

    private void machine() {
        Machine machine = profile.machine();
        out.println("Machine");
        fact("CPU", machine.cpu(), "cpu");
        String lanes = machine.isScalar() ? "1, scalar" : machine.lanes() + ", " + 32 * machine.lanes() + " bits";
        fact("fp32 lanes", lanes, "lanes");
        fact("vector registers", Integer.toString(machine.registers()), "registers");
        fact("L1 data cache", Words.bytes(machine.l1Bytes()), "l1Bytes");
        fact("L2 cache", Words.bytes(machine.l2Bytes()), "l2Bytes");
        fact("L3 cache", Words.bytes(machine.l3Bytes()), "l3Bytes");
        fact("cache line", Words.bytes(machine.lineBytes()), "lineBytes");
        fact("processors", Integer.toString(machine.processors()), "processors");
        out.printf(Locale.ROOT, "  %-18s %s%n", "JDK", profile.jdk());
    }

    private void fact(String name, String value, String component) {
        out.printf(
                Locale.ROOT,
                "  %-18s %-20s %s%n",
                name,
                value,
                Machine.hostSources().get(component));
    }

    private void rates() {
        out.println();
        StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "%-32s", "Measured"));
        profile.rates()
                .keySet()
                .forEach(count -> head.append(String.format(Locale.ROOT, "%12s", Words.threads(count))));
        out.println(head);
        row("fp32 FMA peak", "GFLOP/s", rates -> rates.peakFlops() / 1e9);
        for (MemoryLevel level : MemoryLevel.values()) {
            bandwidth("read", level, Bandwidth::read);
            bandwidth("copy", level, Bandwidth::copy);
        }
        for (MemoryLevel level : MemoryLevel.values()) {
            row(
                    "ridge point, " + Words.name(level),
                    "FLOP/byte",
                    rates -> rates.bandwidths().containsKey(level)
                            ? rates.roofline(level).ridge()
                            : Double.NaN);
        }
    }

    private void bandwidth(String kind, MemoryLevel level, ToDoubleFunction<Bandwidth> rate) {
        row(kind + " " + Words.name(level), "GB/s", rates -> {
            Bandwidth bandwidth = rates.bandwidths().get(level);
            return bandwidth == null ? Double.NaN : rate.applyAsDouble(bandwidth) / 1e9;
        });
    }

    /** A line of the table, left out where no number of threads has a value. */
    private void row(String name, String unit, ToDoubleFunction<Rates> value) {
        List<String> cells = new ArrayList<>();
        boolean any = false;
        for (Map.Entry<Integer, Rates> entry : profile.rates().entrySet()) {
            double number = value.applyAsDouble(entry.getValue());
            any |= !Double.isNaN(number);
            cells.add(Double.isNaN(number) ? "-" : Words.significant(number));
        }
        if (any) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-20s %-9s", name, unit));
            cells.forEach(cell -> line.append(String.format(Locale.ROOT, "%12s", cell)));
            out.println(line);
        }
    }

    private void operators() {
        Roofline roofline = profile.roofline(1, MemoryLevel.MEMORY);
        out.println();
        out.printf(
                Locale.ROOT,
                "%-36s%8s%8s%11s%20s  %s%n",
                "Roofline, 1 thread, from memory",
                "MFLOP",
                "MB",
                "FLOP/byte",
                "attainable GFLOP/s",
                "bound by");
        List<Operator> operators = new ArrayList<>(Operator.products());
        operators.addAll(Operator.resNet50());
        for (Operator operator : operators) {
            OperatorCost cost = operator.cost();
            double intensity = cost.intensity();
            out.printf(
                    Locale.ROOT,
                    "  %-34s%8s%8s%11s%20s  %s%n",
                    operator.name(),
                    Words.significant(cost.flop() / 1e6),
                    Words.significant(cost.bytes() / 1e6),
                    Words.significant(intensity),
                    Words.significant(roofline.attainable(intensity) / 1e9),
                    roofline.bound(intensity) == Bound.COMPUTE ? "compute" : "bandwidth");
        }
    }

    private void products(List<MeasuredProduct> products) {
        out.println();
        out.printf(
                Locale.ROOT,
                "%-36s%10s%12s%16s  %s%n",
                "Lanewise, measured",
                "threads",
                "GFLOP/s",
                "of attainable",
                "data in");
        for (MeasuredProduct product : products) {
            int threads = product.threads();
            MemoryLevel level = profile.levelOf(threads, product.cost().bytes());
            out.printf(
                    Locale.ROOT,
                    "  %-34s%10d%12s%15.0f%%  %s%n",
                    product.name(),
                    threads,
                    Words.significant(product.flops() / 1e9),
                    100 * product.ofAttainable(profile),
                    Words.name(level));
        }
    }
}
