package dev.lanewise.inference.operators;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** What plans of one session share: packed weights, and operators prepared for a shape that several plans have. */
public final class SharedParts {
    private final ConcurrentMap<List<Object>, Object> parts = new ConcurrentHashMap<>();

    <T> T get(Class<T> kind, List<Object> key, Supplier<T> maker) {
        return kind.cast(parts.computeIfAbsent(key, missing -> maker.get()));
    }
}
