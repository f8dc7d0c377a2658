package dev.lanewise.engine.drivers;

import dev.lanewise.engine.packing.Elements;
import dev.lanewise.engine.parallel.Parallel;

/** Copies of slices that indices name, each of elements that are neighbours. */
public final class GatherRun extends SplitRun {
    /** What is copied. */
    public final Elements source = new Elements();

    /** Where to; shares no element with the source. */
    public final Elements target = new Elements();

    private int axis;
    private int slice;
    private int count;
    private int[] indices;
    private int first;

    /**
     * Makes a run that can be used again and again, by one caller at a time.
     *
     * @param parallel the threads
     */
    public GatherRun(Parallel parallel) {
        super(parallel, 0);
    }

    /**
     * Copies {@code target[o][k][·] = source[o][indices[k]][·]}.
     *
     * @param outer values of o
     * @param size size of the indexed dimension
     * @param inner elements of a slice
     * @param chosen holds the indices, from −size to below size; a negative one counts from the end
     * @param at the first of them
     * @param many how many
     */
    public void execute(int outer, int size, int inner, int[] chosen, int at, int many) {
        axis = size;
        slice = inner;
        indices = chosen;
        first = at;
        count = many;
        split(outer * many, (long) outer * many * inner);
    }

    @Override
    void run(int part, int start, int end, float[] scratch) {
        for (int unit = start; unit < end; unit++) {
            int index = indices[first + unit % count];
            int from = unit / count * axis + (index < 0 ? index + axis : index);
            source.copy(1, slice, from * slice, 0, 1, target, unit * slice, 0, 1);
        }
    }

    @Override
    boolean isConfined() {
        return source.isConfined() || target.isConfined();
    }

    @Override
    public void clear() {
        source.clear();
        target.clear();
        indices = null;
    }
}
