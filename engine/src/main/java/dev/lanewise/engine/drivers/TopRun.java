package dev.lanewise.engine.drivers;

import dev.lanewise.engine.packing.Operand;
import dev.lanewise.engine.parallel.Parallel;

/**
 * The k largest or smallest elements along a dimension, in order. A heap holds the best so far as longs that compare as the elements do: an
 * element's rank above its index, so that of equal ones the first is the better.
 */
public final class TopRun extends SplitRun {
    /** Arguments. */
    public final Operand x = new Operand();

    /** The elements found. */
    public final Operand values = new Operand();

    private final long[][] heaps;
    private int[] indices;
    private int firstIndex;
    private boolean largest;
    private int k;
    private int length;
    private int inner;

    /**
     * Makes a run that can be used again and again, by one caller at a time.
     *
     * @param parallel the threads
     */
    public TopRun(Parallel parallel) {
        super(parallel, Rows.SCRATCH);
        heaps = new long[parallel.threads()][0];
    }

    /**
     * Finds the elements.
     *
     * @param large whether the largest are wanted, not the smallest
     * @param many how many, at least 1
     * @param outer how many blocks of along·stride elements there are
     * @param along length of a search, at least k
     * @param stride elements from one to the next, which is how many searches interleave
     * @param found where the elements' indices go
     * @param at the first of them
     */
    public void execute(boolean large, int many, int outer, int along, int stride, int[] found, int at) {
        largest = large;
        k = many;
        length = along;
        inner = stride;
        indices = found;
        firstIndex = at;
        for (int part = 0; part < heaps.length; part++) {
            if (heaps[part].length < many) {
                heaps[part] = new long[many];
            }
        }
        split(outer * stride, (long) outer * along * stride);
    }

    @Override
    void run(int part, int start, int end, float[] scratch) {
        for (int unit = start; unit < end; unit++) {
            int block = unit / inner;
            int column = unit % inner;
            search(block * length * inner + column, heaps[part], scratch);
            give(block * length * inner + column, block * k * inner + column, heaps[part], scratch);
        }
    }

    private void search(int at, long[] heap, float[] scratch) {
        int size = 0;
        int stretch = inner == 1 ? Rows.STRETCH : 1;
        for (int done = 0; done < length; done += stretch) {
            int count = Math.min(stretch, length - done);
            float[] from = Rows.array(x, at + done * inner, count, scratch);
            int index = Rows.index(x, at + done * inner);
            for (int i = 0; i < count; i++) {
                long key = key(from[index + i], done + i);
                if (size < k) {
                    heap[size] = key;
                    up(heap, size++);
                } else if (key > heap[0]) {
                    down(heap, size, key);
                }
            }
        }
    }

    /** Takes the worst off the heap, again and again. */
    private void give(int at, int to, long[] heap, float[] scratch) {
        for (int left = k - 1; left >= 0; left--) {
            int index = ~(int) heap[0];
            int target = to + left * inner;
            indices[firstIndex + target] = index;
            x.load(0, at + index * inner, 1, 1, scratch, 0, 1);
            values.store(0, target, 1, 1, scratch, 0, 1);
            down(heap, left, heap[left]);
        }
    }

    /** Zeros are equal; NaN is above +∞, all of them equal. */
    private long key(float value, int index) {
        int bits = Float.floatToIntBits(value + 0f);
        int rank = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
        return ((long) (largest ? rank : ~rank) << Integer.SIZE) | (~index & 0xffffffffL);
    }

    private static void up(long[] heap, int from) {
        long key = heap[from];
        int at = from;
        while (at > 0 && heap[(at - 1) / 2] > key) {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        heap[at] = key;
    }

    /** Puts a key in the place of the root. */
    private static void down(long[] heap, int size, long key) {
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= key) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = key;
    }

    @Override
    boolean isConfined() {
        return isConfined(x) || isConfined(values);
    }

    @Override
    public void clear() {
        x.clear();
        values.clear();
        indices = null;
    }
}
