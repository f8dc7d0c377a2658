package dev.lanewise.engine.kernels;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.lanewise.engine.machine.Machine;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides once per JVM whether the vector kernels can run, and where they can't says so in one line that names the remedy.
 * No other class asks.
 */
final class Gate {
    /** Whether this JVM computes with vector kernels. */
    static final boolean VECTORS = decide();

    private Gate() {}

    private static boolean decide() {
        if (Machine.host().isScalar()) {
            return false;
        }
        Optional<String> refusal = refusal();
        refusal.ifPresent(reason -> System.getLogger("dev.lanewise.engine")
                .log(Level.WARNING, "Lanewise computes with its slow scalar kernels: " + reason));
        return refusal.isEmpty();
    }

    private static Optional<String> refusal() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return Optional.of("the Vector API is missing; start java with --add-modules jdk.incubator.vector");
        }
        // whoever forces a width gets it: tests compare interpreted and compiled code
        if (System.getProperty(Machine.LANES_PROPERTY) != null) {
            return Optional.empty();
        }
        String mode = System.getProperty("java.vm.info", "").toLowerCase(Locale.ROOT);
        if (mode.contains("interpreted") || mode.contains("emulated-client")) {
            return Optional.of("this JVM runs without its C2 compiler (" + mode
                    + "); start java without -Xint and -XX:TieredStopAtLevel");
        }
        if (!usesFma()) {
            return Optional.of("this JVM has no fused multiply-add; run on a CPU with FMA and without -XX:-UseFMA");
        }
        return Optional.empty();
    }

    private static boolean usesFma() {
        try {
            HotSpotDiagnosticMXBean hotSpot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return hotSpot == null
                    || Boolean.parseBoolean(hotSpot.getVMOption("UseFMA").getValue());
        } catch (IllegalArgumentException noSuchOption) {
            return true;
        }
    }
}
