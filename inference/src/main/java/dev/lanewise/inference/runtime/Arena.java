package dev.lanewise.inference.runtime;

import dev.lanewise.inference.operators.Frame;
import dev.lanewise.inference.tensor.Storage;
import java.lang.reflect.Array;
import java.util.EnumMap;
import java.util.Map;

/** The arrays that hold what a run computes on its way. Plans of a session take turns with them; they grow to the largest. */
final class Arena {
    private final Map<Storage, Object> arrays = new EnumMap<>(Storage.class);

    /** Puts arrays of at least these lengths into the frame's first slots. */
    void bind(Map<Storage, Integer> sizes, Frame frame) {
        sizes.forEach((storage, length) -> {
            Object array = arrays.get(storage);
            if (array == null || Array.getLength(array) < length) {
                array = storage.newArray(length);
                arrays.put(storage, array);
            }
            frame.bind(storage.slot(), array);
        });
    }
}
