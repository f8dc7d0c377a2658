package dev.lanewise.engine.drivers;

import java.util.ArrayList;
import java.util.List;

/** Boxes that together write a target once. Immutable when made; loops are given in order of the target, outermost first. */
public final class CopyPlan {
    private final List<StridedBox> boxes = new ArrayList<>();
    private final long constant;
    private int units;
    private long elements;

    /**
     * Starts without a box.
     *
     * @param constant bits of the value that boxes without a source store
     */
    public CopyPlan(long constant) {
        this.constant = constant;
    }

    /**
     * Adds a box that copies.
     *
     * @param sizes times round each loop
     * @param sourceStrides elements of the source from one time to the next; any number
     * @param targetStrides elements of the target from one time to the next; positive
     * @param source first element of the source
     * @param target first element of the target
     */
    public void copy(int[] sizes, int[] sourceStrides, int[] targetStrides, int source, int target) {
        add(false, sizes, sourceStrides, targetStrides, source, target);
    }

    /**
     * Adds a box that stores the constant.
     *
     * @param sizes times round each loop
     * @param targetStrides elements of the target from one time to the next; positive
     * @param target first element of the target
     */
    public void fill(int[] sizes, int[] targetStrides, int target) {
        add(true, sizes, sizes, targetStrides, 0, target);
    }

    private void add(boolean fill, int[] sizes, int[] sourceStrides, int[] targetStrides, int source, int target) {
        long count = 1;
        for (int size : sizes) {
            count *= size;
        }
        if (count > 0) {
            StridedBox box = new StridedBox(fill, sizes, sourceStrides, targetStrides, source, target);
            boxes.add(box);
            units += box.units();
            elements += count;
        }
    }

    StridedBox box(int number) {
        return boxes.get(number);
    }

    int units() {
        return units;
    }

    long elements() {
        return elements;
    }

    long constant() {
        return constant;
    }
}
