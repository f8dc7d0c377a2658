package dev.lanewise.inference.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** Things that runs borrow: as many are made as runs are under way at once. */
final class Pool<T> {
    private final Deque<T> idle = new ArrayDeque<>();
    private final Supplier<T> maker;

    Pool(Supplier<T> maker) {
        this.maker = maker;
    }

    T take() {
        synchronized (idle) {
            if (!idle.isEmpty()) {
                return idle.pop();
            }
        }
        return maker.get();
    }

    void give(T thing) {
        synchronized (idle) {
            idle.push(thing);
        }
    }
}
