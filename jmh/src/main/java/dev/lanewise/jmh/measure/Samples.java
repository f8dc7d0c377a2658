package dev.lanewise.jmh.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The slices of some tasks that took turns. A pass holds one slice of each. */
public final class Samples {

    /** Below so many quiet slices, or pairs of them, all count. */
    private static final int ENOUGH = 5;

    /**
     * A figure and what it rests on.
     *
     * @param value a median
     * @param quiet the slices or pairs of slices that were undisturbed
     * @param all how many there were
     */
    public record Median(double value, int quiet, int all) {

        /**
         * Where too few were undisturbed, all of them count.
         *
         * @return whether disturbed slices are in the median
         */
        public boolean isDisturbed() {
            return quiet < ENOUGH;
        }

        @Override
        public String toString() {
            return "%d of %d".formatted(quiet, all) + (isDisturbed() ? ", all used" : "");
        }
    }

    private final List<Task> tasks;
    private final List<double[]> nanos = new ArrayList<>();
    private final List<boolean[]> quiet = new ArrayList<>();

    Samples(List<Task> tasks) {
        this.tasks = List.copyOf(tasks);
    }

    void startPass() {
        nanos.add(new double[tasks.size()]);
        quiet.add(new boolean[tasks.size()]);
    }

    void add(int task, double nanosPerCall, boolean undisturbed) {
        nanos.getLast()[task] = nanosPerCall;
        quiet.getLast()[task] = undisturbed;
    }

    /**
     * The task with the highest rate.
     *
     * @return its place
     */
    public int fastest() {
        return IntStream.range(0, tasks.size())
                .boxed()
                .max(Comparator.comparingDouble(task -> rate(task).value()))
                .orElseThrow();
    }

    /**
     * The median time of a call.
     *
     * @param task its place
     * @return nanoseconds
     */
    public Median nanos(int task) {
        return median(pass -> nanos.get(pass)[task], pass -> quiet.get(pass)[task]);
    }

    /**
     * The median rate of a task.
     *
     * @param task its place
     * @return work per nanosecond: GFLOP/s or GB/s
     */
    public Median rate(int task) {
        Median median = nanos(task);
        return new Median(tasks.get(task).work() / median.value(), median.quiet(), median.all());
    }

    /**
     * The rate of one task over that of another: the median over the passes, so that both of a pair are of the same moment.
     *
     * @param task the place of one
     * @param other the place of the other
     * @return above 1 where {@code task} is faster
     */
    public Median ratio(int task, int other) {
        double scale = tasks.get(task).work() / tasks.get(other).work();
        return median(
                pass -> scale * nanos.get(pass)[other] / nanos.get(pass)[task],
                pass -> quiet.get(pass)[task] && quiet.get(pass)[other]);
    }

    private Median median(IntToDoubleFunction value, IntPredicate undisturbed) {
        int passes = nanos.size();
        int[] kept = IntStream.range(0, passes).filter(undisturbed).toArray();
        int[] used = kept.length >= ENOUGH ? kept : IntStream.range(0, passes).toArray();
        return new Median(median(Arrays.stream(used).mapToDouble(value)), kept.length, passes);
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
