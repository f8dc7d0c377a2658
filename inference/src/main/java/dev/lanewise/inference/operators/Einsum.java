package dev.lanewise.inference.operators;

import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Sums of products over indices that are not in the result, in Einstein's notation. Every letter of the equation becomes a loop, those of
 * the result outside; a letter stands for a dimension wherever it is, and dots for the dimensions that have none.
 */
final class Einsum {
    /** Letters for the dimensions that dots stand for. */
    private static final String HIDDEN = "0123456789";

    private Einsum() {}

    static void plan(NodeContext context) {
        String equation = context.attributes().string("equation", "").replace(" ", "");
        String[] sides = equation.split("->", -1);
        String[] terms = sides[0].split(",", -1);
        if (terms.length != context.inputs()) {
            throw new ModelException("equation " + equation + " is for " + terms.length + " inputs");
        }
        int dots = 0;
        for (int i = 0; i < terms.length; i++) {
            int hidden = context.shape(i).length - terms[i].replace("...", "").length();
            terms[i] = spell(terms[i], hidden);
            dots = Math.max(dots, hidden);
        }
        String result = sides.length > 1 ? spell(sides[1], dots) : implied(terms, dots);
        StringBuilder letters = new StringBuilder(result);
        String.join("", terms)
                .chars()
                .filter(c -> letters.indexOf(Character.toString(c)) < 0)
                .distinct()
                .forEach(c -> letters.append((char) c));
        loops(context, terms, result, letters.toString());
    }

    /** With letters in place of dots. */
    private static String spell(String term, int hidden) {
        if (hidden < 0 || hidden > HIDDEN.length() || (hidden > 0 && !term.contains("..."))) {
            throw new ModelException("term " + term + " does not fit its input");
        }
        return term.replace("...", HIDDEN.substring(HIDDEN.length() - hidden));
    }

    /** Without a right side: what dots stand for, then the letters that are there once, in alphabetical order. */
    private static String implied(String[] terms, int dots) {
        String all = String.join("", terms);
        StringBuilder result = new StringBuilder(HIDDEN.substring(HIDDEN.length() - dots));
        for (int c : new TreeSet<>(all.chars().boxed().toList())) {
            if (Character.isLetter(c) && all.chars().filter(other -> other == c).count() == 1) {
                result.append((char) c);
            }
        }
        return result.toString();
    }

    private static void loops(NodeContext context, String[] terms, String result, String letters) {
        int[] sizes = new int[letters.length()];
        Arrays.fill(sizes, 1);
        List<Value> inputs = new ArrayList<>();
        int[][] strides = new int[terms.length][letters.length()];
        for (int i = 0; i < terms.length; i++) {
            Value x = context.plain(i);
            Unary.requireNumbers(x);
            inputs.add(x);
            int[] dense = Shapes.strides(x.shape());
            for (int d = 0; d < x.rank(); d++) {
                int letter = letters.indexOf(terms[i].charAt(d));
                if (x.size(d) != 1 && sizes[letter] != 1 && sizes[letter] != x.size(d)) {
                    throw new ModelException("index " + terms[i].charAt(d) + " is both " + sizes[letter] + " and "
                            + x.size(d) + " long");
                }
                sizes[letter] = Math.max(sizes[letter], x.size(d));
                strides[i][letter] += x.size(d) == 1 ? 0 : dense[d];
            }
        }
        Value y = context.output(0, inputs.getFirst().type(), Arrays.copyOf(sizes, result.length()));
        int summed = Shapes.product(sizes, result.length(), sizes.length);
        context.step(frame -> {
            int[] index = new int[sizes.length];
            int[] at = new int[terms.length];
            for (int i = 0; i < y.elements(); i++) {
                double sum = 0;
                for (int s = 0; s < summed; s++) {
                    double product = 1;
                    for (int t = 0; t < at.length; t++) {
                        Value x = inputs.get(t);
                        product *= Elements.number(frame.array(x), x.type(), frame.at(x) + at[t]);
                    }
                    sum += product;
                    advance(index, sizes, strides, at);
                }
                Elements.put(frame.array(y), y.type(), frame.at(y) + i, sum);
            }
        });
    }

    private static void advance(int[] index, int[] sizes, int[][] strides, int[] at) {
        for (int d = sizes.length - 1; d >= 0; d--) {
            boolean wraps = ++index[d] == sizes[d];
            index[d] = wraps ? 0 : index[d];
            for (int t = 0; t < at.length; t++) {
                at[t] += wraps ? -strides[t][d] * (sizes[d] - 1) : strides[t][d];
            }
            if (!wraps) {
                return;
            }
        }
    }
}
