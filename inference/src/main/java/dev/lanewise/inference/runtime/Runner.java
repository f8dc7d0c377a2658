package dev.lanewise.inference.runtime;

import dev.lanewise.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Runs a graph on inputs of any shapes, plan after plan. Safe to use from many threads at once. */
public final class Runner {
    private final PlanCache plans;
    private final Pool<Arena> arenas = new Pool<>(Arena::new);

    /** Of a graph's planner, keeping so many plans. */
    public Runner(Planner planner, int planLimit) {
        plans = new PlanCache(planner, planLimit);
    }

    /**
     * Runs the graph.
     *
     * @param inputs the graph's inputs
     * @param listener hears of every node, or null
     * @return the graph's outputs
     */
    public Map<String, Tensor> run(Map<String, Tensor> inputs, NodeListener listener) {
        return run(inputs, listener, plan -> {});
    }

    /** Runs the graph and returns the plans that it took. */
    public List<Plan> plans(Map<String, Tensor> inputs) {
        List<Plan> taken = new ArrayList<>();
        run(inputs, null, taken::add);
        return taken;
    }

    private Map<String, Tensor> run(Map<String, Tensor> inputs, NodeListener listener, Consumer<Plan> observer) {
        Map<String, Tensor> live = inputs;
        Set<String> needed = Set.of();
        int node = 0;
        Arena arena = arenas.take();
        try {
            while (true) {
                Plan plan = plans.plan(node, live, needed);
                observer.accept(plan);
                live = plan.run(live, arena, listener);
                if (plan.continuation() == null) {
                    return live;
                }
                Set<String> more = new HashSet<>(needed);
                more.add(plan.continuation().needed());
                more.retainAll(live.keySet());
                needed = more;
                node = plan.continuation().node();
            }
        } finally {
            arenas.give(arena);
        }
    }
}
