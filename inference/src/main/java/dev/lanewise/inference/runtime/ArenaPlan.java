package dev.lanewise.inference.runtime;

import dev.lanewise.inference.tensor.ModelException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Places buffers in one array so that those needed at the same time do not overlap: the largest first, each at the lowest place that
 * is free for as long as it is needed (Pisarchyk, Lee, "Efficient Memory Management for Deep Neural Net Inference", 2020).
 */
final class ArenaPlan {
    /** Elements that buffers start on a multiple of: a line of the cache of floats. */
    private static final int ALIGNMENT = 16;

    private ArenaPlan() {}

    /** Places the buffers and returns the array's length. */
    static int place(List<Lifetime> lifetimes, int slot) {
        List<Lifetime> bySize = new ArrayList<>(lifetimes);
        bySize.sort(Comparator.comparingInt(
                (Lifetime lifetime) -> -lifetime.buffer().length()));
        List<Lifetime> placed = new ArrayList<>();
        long size = 0;
        for (Lifetime lifetime : bySize) {
            long offset = 0;
            // in the order of their places, so the first gap that is wide enough is the lowest
            for (Lifetime other : placed) {
                if (other.meets(lifetime)) {
                    if (other.buffer().offset() - offset >= lifetime.buffer().length()) {
                        break;
                    }
                    offset = Math.max(offset, end(other));
                }
            }
            if (offset + lifetime.buffer().length() > Integer.MAX_VALUE - ALIGNMENT) {
                throw new ModelException("a run needs more room for its values than an array has");
            }
            lifetime.buffer().place(slot, (int) offset);
            size = Math.max(size, offset + lifetime.buffer().length());
            placed.add(lifetime);
            placed.sort(Comparator.comparingInt(other -> other.buffer().offset()));
        }
        return (int) size;
    }

    private static long end(Lifetime lifetime) {
        long end = (long) lifetime.buffer().offset() + lifetime.buffer().length();
        return (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
