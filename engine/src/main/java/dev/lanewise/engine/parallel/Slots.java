package dev.lanewise.engine.parallel;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Keeps a few objects for reuse without allocating or blocking.
 *
 * @param <T> what is kept
 */
public final class Slots<T> {
    private static final int COUNT = 16;

    private final AtomicReferenceArray<T> slots = new AtomicReferenceArray<>(COUNT);
    private final Supplier<T> factory;

    /**
     * Starts empty.
     *
     * @param factory makes an object where none is kept
     */
    public Slots(Supplier<T> factory) {
        this.factory = factory;
    }

    /**
     * Takes an object; nobody else has it.
     *
     * @return a kept object or a new one
     */
    public T take() {
        for (int i = 0; i < COUNT; i++) {
            if (slots.getPlain(i) != null) {
                T kept = slots.getAndSet(i, null);
                if (kept != null) {
                    return kept;
                }
            }
        }
        return factory.get();
    }

    /**
     * Gives an object back.
     *
     * @param used what was taken
     */
    public void give(T used) {
        for (int i = 0; i < COUNT; i++) {
            if (slots.getPlain(i) == null && slots.compareAndSet(i, null, used)) {
                return;
            }
        }
    }
}
