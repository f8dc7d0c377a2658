package dev.lanewise.reference;

import java.util.ArrayList;
import java.util.List;

/** Reductions: the elements that a result is made of are collected first. */
public final class ReferenceReductions {
    private ReferenceReductions() {}

    /**
     * The elements that each result is made of, in order.
     *
     * @param shape sizes of the tensor, outermost first
     * @param reduced for every dimension whether it is reduced
     * @param x the tensor
     * @return a group for each result
     */
    public static double[][] groups(int[] shape, boolean[] reduced, float[] x) {
        int results = 1;
        for (int d = 0; d < shape.length; d++) {
            results *= reduced[d] ? 1 : shape[d];
        }
        List<List<Double>> groups = new ArrayList<>();
        for (int i = 0; i < results; i++) {
            groups.add(new ArrayList<>());
        }
        for (int i = 0; i < x.length; i++) {
            int result = 0;
            int stride = 1;
            int rest = i;
            for (int d = shape.length - 1; d >= 0; d--) {
                result += reduced[d] ? 0 : rest % shape[d] * stride;
                stride *= reduced[d] ? 1 : shape[d];
                rest /= shape[d];
            }
            groups.get(result).add((double) x[i]);
        }
        double[][] arrays = new double[results][];
        for (int i = 0; i < results; i++) {
            arrays[i] = groups.get(i).stream().mapToDouble(Double::doubleValue).toArray();
        }
        return arrays;
    }

    /**
     * A reduction.
     *
     * @param reduction its name, in capitals
     * @param x the elements
     * @return the result
     */
    public static double reduce(String reduction, double[] x) {
        double sum = 0;
        double product = 1;
        double size = 0;
        double squares = 0;
        double max = Double.NEGATIVE_INFINITY;
        double min = Double.POSITIVE_INFINITY;
        for (double element : x) {
            sum += element;
            product *= element;
            size += Math.abs(element);
            squares += element * element;
            max = Math.max(max, element);
            min = Math.min(min, element);
        }
        double exponentials = 0;
        for (double element : x) {
            exponentials += Math.exp(element - max);
        }
        return switch (reduction) {
            case "SUM" -> sum;
            case "MEAN" -> sum / x.length;
            case "MAX" -> max;
            case "MIN" -> min;
            case "PRODUCT" -> product;
            case "L1" -> size;
            case "L2" -> Math.sqrt(squares);
            case "SUM_OF_SQUARES" -> squares;
            case "LOG_SUM" -> Math.log(sum);
            default -> Double.isInfinite(max) ? max : max + Math.log(exponentials);
        };
    }

    /**
     * Indices in the order of the elements, the largest or the smallest first, of equal ones the first. NaN is larger than anything.
     *
     * @param largest whether the largest comes first
     * @param x the elements
     * @return all indices
     */
    public static int[] order(boolean largest, double[] x) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            order.add(i);
        }
        // adding a zero makes all zeros the same
        order.sort((i, j) -> largest ? Double.compare(x[j] + 0.0, x[i] + 0.0) : Double.compare(x[i] + 0.0, x[j] + 0.0));
        return order.stream().mapToInt(Integer::intValue).toArray();
    }
}
