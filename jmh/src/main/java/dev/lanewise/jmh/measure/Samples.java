package dev.lanewise.jmh.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The slices of some tasks that took turns; a pass holds one slice of each. One rule for all tasks of a measurement:
 *
 * <ul>
 *   <li>calls below a millisecond: the median over the undisturbed slices, for ratios over the passes of which both slices
 *       were;
 *   <li>longer calls: the fastest tenth of the undisturbed slices. A look before and one after do not tell what happens in
 *       between, and no call of 20 ms is left alone as a whole where neighbours come and go every few; the fastest tenth is
 *       what repeats from run to run;
 *   <li>fewer than five undisturbed: all slices count, and the note says so.
 * </ul>
 */
public final class Samples {

    private static final int ENOUGH = 5;
    private static final double LONG_NANOS = 1e6;
    private static final double MEDIAN = 0.5;
    private static final double FASTEST = 0.1;

    /**
     * A figure and what it rests on.
     *
     * @param value the figure
     * @param quiet the slices or pairs of slices that were undisturbed
     * @param all how many there were
     * @param fastest whether the fastest tenth counts, not the median
     */
    public record Estimate(double value, int quiet, int all, boolean fastest) {

        /**
         * Where too few were undisturbed, all of them count.
         *
         * @return whether disturbed slices are in the figure
         */
        public boolean isDisturbed() {
            return quiet < ENOUGH;
        }

        @Override
        public String toString() {
            return "%d of %d".formatted(quiet, all)
                    + (fastest ? ", fastest tenth" : "")
                    + (isDisturbed() ? ", DISTURBED: all used" : "");
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
     * The time of a call.
     *
     * @param task its place
     * @return nanoseconds
     */
    public Estimate nanos(int task) {
        return estimate(
                hasLongCalls() ? FASTEST : MEDIAN, pass -> nanos.get(pass)[task], pass -> quiet.get(pass)[task]);
    }

    /**
     * The rate of a task.
     *
     * @param task its place
     * @return work per nanosecond: GFLOP/s or GB/s
     */
    public Estimate rate(int task) {
        return with(nanos(task), tasks.get(task).work() / nanos(task).value());
    }

    /**
     * The rate of one task over that of another.
     *
     * @param task the place of one
     * @param other the place of the other
     * @return above 1 where {@code task} is faster
     */
    public Estimate ratio(int task, int other) {
        if (hasLongCalls()) {
            Estimate rate = rate(task);
            Estimate others = rate(other);
            return with(rate.quiet() < others.quiet() ? rate : others, rate.value() / others.value());
        }
        double scale = tasks.get(task).work() / tasks.get(other).work();
        return estimate(
                MEDIAN,
                pass -> scale * nanos.get(pass)[other] / nanos.get(pass)[task],
                pass -> quiet.get(pass)[task] && quiet.get(pass)[other]);
    }

    private static Estimate with(Estimate basis, double value) {
        return new Estimate(value, basis.quiet(), basis.all(), basis.fastest());
    }

    private boolean hasLongCalls() {
        return IntStream.range(0, tasks.size())
                .anyMatch(task -> quantile(MEDIAN, nanos.stream().mapToDouble(pass -> pass[task])) > LONG_NANOS);
    }

    private Estimate estimate(double quantile, IntToDoubleFunction value, IntPredicate undisturbed) {
        int passes = nanos.size();
        int[] kept = IntStream.range(0, passes).filter(undisturbed).toArray();
        int[] used = kept.length >= ENOUGH ? kept : IntStream.range(0, passes).toArray();
        double figure = quantile(quantile, Arrays.stream(used).mapToDouble(value));
        return new Estimate(figure, kept.length, passes, quantile == FASTEST);
    }

    /** The value below which a part of the others lies, between neighbours in proportion. */
    private static double quantile(double part, DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        double place = part * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
