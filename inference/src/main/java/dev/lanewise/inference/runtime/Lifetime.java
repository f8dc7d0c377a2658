package dev.lanewise.inference.runtime;

import dev.lanewise.inference.operators.Buffer;

/** When a buffer is needed: from one node of the plan to another. */
final class Lifetime {
    private final Buffer buffer;
    private final int first;
    private int last;

    Lifetime(Buffer buffer, int first) {
        this.buffer = buffer;
        this.first = first;
        last = first;
    }

    Buffer buffer() {
        return buffer;
    }

    void extend(int index) {
        last = Math.max(last, index);
    }

    boolean meets(Lifetime other) {
        return first <= other.last && other.first <= last;
    }
}
