package dev.lanewise.engine.planning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Takes one axis of a transposed convolution apart. With a stride s, outputs r of the same phase (r + padding) mod s see the same
 * elements i of the kernel, those with i·dilation ≡ phase (mod s), on inputs that lie side by side: each phase is an ordinary
 * convolution of stride 1 with these elements in reverse order.
 */
public final class TransposedAxis {
    /** Outputs that are computed in vain, at most, where phases share a convolution. */
    private static final double WASTE = 0.1;

    private TransposedAxis() {}

    /**
     * Outputs of one phase.
     *
     * @param first the first of them
     * @param count how many, one for every stride
     * @param skip outputs of the convolution before the first of them
     * @param tap the last element of the kernel that they see, which is the first in the convolution
     * @param tapStep from one such element back to the next
     */
    public record Phase(int first, int count, int skip, int tap, int tapStep) {
        private Phase after(int skipped) {
            return new Phase(first, count, skipped, tap, tapStep);
        }
    }

    /**
     * Phases that see equally many elements of the kernel, and share a convolution.
     *
     * @param taps elements of its kernel; 0 where a stride has gaps
     * @param dilation its dilation
     * @param before its padding before the input
     * @param after its padding behind the input
     * @param phases the phases
     */
    public record Group(int taps, int dilation, int before, int after, List<Phase> phases) {}

    /** Most elements of the kernel that meet in one output. */
    static int mostTaps(int kernel, int stride, int dilation) {
        return (kernel - 1) / (stride / divisor(stride, dilation)) + 1;
    }

    /**
     * Takes an axis apart.
     *
     * @param in inputs
     * @param out outputs
     * @param kernel elements of the kernel
     * @param stride outputs from one input to the next
     * @param dilation outputs from one element of the kernel to the next
     * @param padding outputs cut off in front
     * @param share whether phases may share a convolution
     * @return every output in one phase of one group
     */
    static List<Group> groups(int in, int out, int kernel, int stride, int dilation, int padding, boolean share) {
        int divisor = divisor(stride, dilation);
        int tapStep = stride / divisor;
        int spread = dilation / divisor;
        List<Group> groups = new ArrayList<>();
        for (int remainder = 0; remainder < stride; remainder++) {
            // of the phase's outputs stride·m + remainder − padding, the first
            int m = Math.ceilDiv(padding - remainder, stride);
            int first = stride * m + remainder - padding;
            if (first < out) {
                int count = (out - 1 - first) / stride + 1;
                int taps = 0;
                int last = 0;
                for (int i = 0; i < kernel; i++) {
                    if ((long) i * dilation % stride == remainder) {
                        taps++;
                        last = i;
                    }
                }
                // where the last of these elements is, in strides
                int reach = (int) (((long) last * dilation - remainder) / stride);
                Phase phase = new Phase(first, count, 0, last, tapStep);
                add(groups, taps == 0 ? gap(phase) : single(phase, in, taps, spread, reach - m), in, share);
            }
        }
        return groups;
    }

    private static Group gap(Phase phase) {
        return new Group(0, 1, 0, 0, List.of(phase));
    }

    /** A phase whose first output sees inputs from so many before the first on; from behind it, where that is negative. */
    private static Group single(Phase phase, int in, int taps, int dilation, int before) {
        int skip = Math.max(0, -before);
        int padding = Math.max(0, before);
        int after = skip + phase.count() - outputs(in, taps, dilation, padding, 0);
        return new Group(taps, dilation, padding, Math.max(0, after), List.of(phase.after(skip)));
    }

    private static int outputs(int in, int taps, int dilation, int before, int after) {
        return in + before + after - dilation * (taps - 1);
    }

    /** Adds phases to a group that they can share, or as one of their own. */
    private static void add(List<Group> groups, Group added, int in, boolean share) {
        for (int i = 0; share && i < groups.size(); i++) {
            Group group = groups.get(i);
            if (group.taps() == added.taps()) {
                Group both = merge(group, added);
                int most = both.phases().stream().mapToInt(Phase::count).max().orElseThrow();
                if (added.taps() == 0
                        || outputs(in, both.taps(), both.dilation(), both.before(), both.after())
                                <= (1 + WASTE) * most) {
                    groups.set(i, both);
                    return;
                }
            }
        }
        groups.add(added);
    }

    private static Group merge(Group one, Group other) {
        int before = Math.max(one.before(), other.before());
        // as they follow each other in the output
        List<Phase> phases = new ArrayList<>();
        one.phases().forEach(phase -> phases.add(phase.after(phase.skip() + before - one.before())));
        other.phases().forEach(phase -> phases.add(phase.after(phase.skip() + before - other.before())));
        phases.sort(Comparator.comparingInt(Phase::first));
        return new Group(one.taps(), one.dilation(), before, Math.max(one.after(), other.after()), List.copyOf(phases));
    }

    private static int divisor(int a, int b) {
        return b == 0 ? a : divisor(b, a % b);
    }
}
