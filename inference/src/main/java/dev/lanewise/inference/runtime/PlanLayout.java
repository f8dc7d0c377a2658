package dev.lanewise.inference.runtime;

import dev.lanewise.inference.operators.Buffer;
import dev.lanewise.inference.operators.NodeContext;
import dev.lanewise.inference.operators.Value;
import dev.lanewise.inference.tensor.Storage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides where every value of a plan lies. Slots of the frame are, in this order: an arena for each kind of array, the inputs, the
 * results, the constants.
 */
final class PlanLayout {
    private final List<NodeContext> planned;
    private final Map<String, Value> given;
    private final Map<String, Value> results;
    private final Set<Buffer> outside = new HashSet<>();
    private final Map<Buffer, Lifetime> lifetimes = new LinkedHashMap<>();
    private final Map<Buffer, Integer> constants = new LinkedHashMap<>();

    PlanLayout(List<NodeContext> planned, Map<String, Value> given, Map<String, Value> results) {
        this.planned = planned;
        this.given = given;
        this.results = results;
    }

    Plan plan(Plan.Continuation continuation) {
        given.values().forEach(value -> outside.add(value.buffer()));
        Map<Buffer, Integer> lastReads = lastReads();
        for (int i = 0; i < planned.size(); i++) {
            overwrite(planned.get(i), i, lastReads);
        }
        for (int i = 0; i < planned.size(); i++) {
            extend(planned.get(i), i);
        }
        int slot = Storage.values().length;
        Map<String, Integer> inputSlots = new LinkedHashMap<>();
        for (Map.Entry<String, Value> input : given.entrySet()) {
            input.getValue().buffer().place(slot, 0);
            inputSlots.put(input.getKey(), slot++);
        }
        List<Plan.Result> resultSlots = new ArrayList<>();
        for (Map.Entry<String, Value> result : results.entrySet()) {
            Buffer root = result.getValue().buffer().root();
            root.place(slot, 0);
            lifetimes.remove(root);
            resultSlots.add(new Plan.Result(result.getKey(), slot++, result.getValue()));
        }
        for (Map.Entry<Buffer, Integer> constant : constants.entrySet()) {
            constant.getKey().place(slot, 0);
            constant.setValue(slot++);
        }
        Map<Integer, Object> constantArrays = new HashMap<>();
        constants.forEach((buffer, at) -> constantArrays.put(at, buffer.array()));
        return new Plan(planned, slot, arenas(), inputSlots, resultSlots, constantArrays, continuation);
    }

    /** For every buffer the last node that reads it; a result is read at the end. */
    private Map<Buffer, Integer> lastReads() {
        Map<Buffer, Integer> last = new HashMap<>();
        for (int i = 0; i < planned.size(); i++) {
            for (Value value : planned.get(i).used()) {
                last.put(value.buffer(), i);
            }
        }
        results.values().forEach(value -> last.put(value.buffer(), planned.size()));
        return last;
    }

    private void overwrite(NodeContext node, int index, Map<Buffer, Integer> lastReads) {
        for (NodeContext.Overwrite wish : node.overwrites()) {
            Buffer from = wish.input().buffer();
            Buffer to = wish.output().buffer();
            boolean readLater = lastReads.getOrDefault(from, index) > index;
            boolean readOtherwise = node.used().stream()
                    .anyMatch(value -> value.buffer().root() == from.root() && value != wish.input());
            if (to.root() == to
                    && !readLater
                    && !readOtherwise
                    && !from.isConstant()
                    && !outside.contains(from.root())) {
                to.replace(from);
            }
        }
    }

    private void extend(NodeContext node, int index) {
        for (Value value : node.used()) {
            extend(value, index);
        }
        for (Value value : node.temporaries()) {
            extend(value, index);
        }
        for (Value value : node.declared()) {
            if (value != null) {
                extend(value, index);
            }
        }
    }

    private void extend(Value value, int index) {
        Buffer root = value.buffer().root();
        if (root.isConstant()) {
            constants.put(root, -1);
        } else if (!outside.contains(root)) {
            lifetimes
                    .computeIfAbsent(root, buffer -> new Lifetime(buffer, index))
                    .extend(index);
        }
    }

    private Map<Storage, Integer> arenas() {
        Map<Storage, Integer> sizes = new EnumMap<>(Storage.class);
        for (Storage storage : Storage.values()) {
            List<Lifetime> same = lifetimes.values().stream()
                    .filter(lifetime -> lifetime.buffer().storage() == storage)
                    .toList();
            if (!same.isEmpty()) {
                sizes.put(storage, ArenaPlan.place(same, storage.slot()));
            }
        }
        return sizes;
    }
}
