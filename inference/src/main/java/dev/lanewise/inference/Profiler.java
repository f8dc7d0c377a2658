package dev.lanewise.inference;

import dev.lanewise.inference.runtime.NodeListener;
import dev.lanewise.inference.runtime.PlannedNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes the time of every node over a number of runs on the same inputs. */
final class Profiler implements NodeListener {
    private final List<PlannedNode> nodes = new ArrayList<>();
    private final List<long[]> nanos = new ArrayList<>();
    private final int runs;
    private int run = -1;
    private int next;
    private long start;

    Profiler(int runs) {
        this.runs = runs;
    }

    /** A run begins. */
    void begin() {
        run++;
        next = 0;
    }

    @Override
    public void before(PlannedNode node) {
        if (run == 0) {
            nodes.add(node);
            nanos.add(new long[runs]);
        }
        start = System.nanoTime();
    }

    @Override
    public void after(PlannedNode node) {
        // equal inputs take equal plans, so the nodes of all runs are the same
        nanos.get(next++)[run] = System.nanoTime() - start;
    }

    Profile profile(long arenaBytes) {
        List<Profile.NodeTime> times = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            long[] sorted = nanos.get(i).clone();
            Arrays.sort(sorted);
            times.add(new Profile.NodeTime(NodePlan.of(nodes.get(i)), Math.max(1, sorted[runs / 2]) / 1e9));
        }
        return new Profile(times, arenaBytes, runs);
    }
}
