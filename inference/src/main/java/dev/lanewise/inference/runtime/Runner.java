package dev.lanewise.inference.runtime;

import dev.lanewise.inference.graph.Constant;
import dev.lanewise.inference.graph.Graph;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Runs a graph on inputs of any shapes, plan after plan. Safe to use from many threads at once. */
public final class Runner {
    private final Planner planner;
    private final int planLimit;
    private final PlanCache plans;
    private final Map<Graph, Runner> subgraphs = new ConcurrentHashMap<>();
    private final Pool<Arena> arenas = new Pool<>(Arena::new);

    /** Of a graph's planner, keeping so many plans. */
    public Runner(Planner planner, int planLimit) {
        this.planner = planner;
        this.planLimit = planLimit;
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
                Map<String, Tensor> made = plan.run(live, arena, listener);
                Plan.Continuation next = plan.continuation();
                if (next == null) {
                    return made;
                }
                Set<String> more = new HashSet<>(needed);
                live = merged(live, made, next.live());
                if (next.needed() != null) {
                    more.add(next.needed());
                } else {
                    Map<String, Tensor> computed = control(next.node(), live, listener, observer);
                    next = planner.after(next.node());
                    live = merged(live, computed, next.live());
                }
                more.retainAll(live.keySet());
                needed = more;
                node = next.node();
            }
        } finally {
            arenas.give(arena);
        }
    }

    private static Map<String, Tensor> merged(Map<String, Tensor> live, Map<String, Tensor> more, Set<String> read) {
        Map<String, Tensor> merged = new HashMap<>(live);
        merged.putAll(more);
        merged.keySet().retainAll(read);
        return merged;
    }

    private Map<String, Tensor> control(
            int index, Map<String, Tensor> live, NodeListener listener, Consumer<Plan> observer) {
        Graph graph = planner.graph();
        return new ControlFlow(
                        graph.nodes().get(index),
                        name -> value(graph, name, live),
                        (subgraph, given) -> subgraph(subgraph).run(given, listener, observer))
                .run();
    }

    private static Tensor value(Graph graph, String name, Map<String, Tensor> live) {
        Tensor computed = live.get(name);
        if (computed != null) {
            return computed;
        }
        Constant constant = graph.constant(name);
        if (constant == null) {
            throw new ModelException(name.isEmpty() ? "an input is missing" : "'" + name + "' is made by no node");
        }
        return constant.tensor();
    }

    private Runner subgraph(Graph graph) {
        return subgraphs.computeIfAbsent(graph, key -> new Runner(planner.of(key), planLimit));
    }
}
