package dev.lanewise.inference.operators;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * What plans of one session share: packed weights, and operators prepared for a shape that several plans have. A part lives as long as a
 * plan holds it, so that there are no more than the plans kept need: weights that a run computes, and shapes, may be others every time.
 */
public final class SharedParts {
    private final ConcurrentMap<List<Object>, Part> parts = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> dropped = new ReferenceQueue<>();

    /** A part and where it is found. */
    private static final class Part extends WeakReference<Object> {
        private final List<Object> key;

        Part(List<Object> key, Object part, ReferenceQueue<Object> dropped) {
            super(part, dropped);
            this.key = key;
        }
    }

    /** A part; it is for the caller to hold. */
    <T> T get(Class<T> kind, List<Object> key, Supplier<T> maker) {
        removeDropped();
        Part part = parts.get(key);
        Object found = part == null ? null : part.get();
        return kind.cast(found == null ? make(key, maker) : found);
    }

    private Object make(List<Object> key, Supplier<?> maker) {
        Object[] held = new Object[1];
        parts.compute(key, (same, part) -> {
            held[0] = part == null ? null : part.get();
            if (held[0] != null) {
                return part;
            }
            held[0] = maker.get();
            return new Part(key, held[0], dropped);
        });
        return held[0];
    }

    private void removeDropped() {
        for (Object part = dropped.poll(); part != null; part = dropped.poll()) {
            parts.remove(((Part) part).key, part);
        }
    }

    /** Number of parts that somebody holds. */
    public int size() {
        removeDropped();
        return parts.size();
    }
}
