package dev.lanewise.inference.runtime;

import dev.lanewise.inference.graph.Constant;
import dev.lanewise.inference.operators.Value;
import dev.lanewise.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The plans used last, found by the shapes they are for; looking one up allocates nothing. */
final class PlanCache {
    private final Planner planner;
    private final int limit;
    private final List<Entry> entries = new ArrayList<>();

    /** A plan and what it is for. */
    private record Entry(int start, Map<String, Tensor> examples, Set<String> known, Plan plan) {
        boolean fits(int node, Map<String, Tensor> given, Set<String> needed) {
            if (node != start || given.size() != examples.size() || !needed.equals(known)) {
                return false;
            }
            for (Map.Entry<String, Tensor> example : examples.entrySet()) {
                Tensor tensor = given.get(example.getKey());
                if (tensor == null || !tensor.isLike(example.getValue())) {
                    return false;
                }
                if (known.contains(example.getKey()) && !tensor.hasElementsOf(example.getValue())) {
                    return false;
                }
            }
            return true;
        }
    }

    PlanCache(Planner planner, int limit) {
        this.planner = planner;
        this.limit = limit;
    }

    /**
     * A plan.
     *
     * @param start its first node
     * @param given values that exist before it
     * @param needed names of those whose elements it may depend on
     */
    Plan plan(int start, Map<String, Tensor> given, Set<String> needed) {
        synchronized (entries) {
            for (int i = 0; i < entries.size(); i++) {
                Entry entry = entries.get(i);
                if (entry.fits(start, given, needed)) {
                    entries.remove(i);
                    entries.addFirst(entry);
                    return entry.plan();
                }
            }
        }
        // outside the lock: runs of other shapes go on meanwhile
        Plan plan = planner.plan(start, values(given, needed));
        Map<String, Tensor> examples = new HashMap<>();
        given.forEach((name, tensor) -> examples.put(name, needed.contains(name) ? tensor : tensor.example()));
        Entry entry = new Entry(start, examples, Set.copyOf(new HashSet<>(needed)), plan);
        synchronized (entries) {
            entries.addFirst(entry);
            if (entries.size() > limit) {
                entries.removeLast();
            }
        }
        return plan;
    }

    private static Map<String, Value> values(Map<String, Tensor> given, Set<String> needed) {
        Map<String, Value> values = new HashMap<>();
        given.forEach((name, tensor) -> values.put(
                name,
                needed.contains(name)
                        ? Value.known(Constant.of(tensor))
                        : Value.computed(tensor.type(), tensor.sizes(), false)));
        return values;
    }
}
