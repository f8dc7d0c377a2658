package dev.lanewise.engine.drivers;

import dev.lanewise.engine.packing.Elements;
import dev.lanewise.engine.parallel.Parallel;

/** A copy by a plan. */
public final class CopyRun extends SplitRun {
    /** What is copied. */
    public final Elements source = new Elements();

    /** Where to; shares no element with the source. */
    public final Elements target = new Elements();

    private CopyPlan plan;

    /**
     * Makes a run that can be used again and again, by one caller at a time.
     *
     * @param parallel the threads
     */
    public CopyRun(Parallel parallel) {
        super(parallel, 0);
    }

    /**
     * Copies.
     *
     * @param boxes what goes where
     */
    public void execute(CopyPlan boxes) {
        plan = boxes;
        split(boxes.units(), boxes.elements());
    }

    @Override
    void run(int part, int start, int end, float[] scratch) {
        int first = 0;
        for (int number = 0; first < end; number++) {
            StridedBox box = plan.box(number);
            int next = first + box.units();
            for (int unit = Math.max(start, first); unit < Math.min(end, next); unit++) {
                box.run(unit - first, source, target, plan.constant());
            }
            first = next;
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
        plan = null;
    }
}
