package dev.lanewise.inference.operators;

import dev.lanewise.inference.graph.Attributes;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import java.util.List;

/** Attention as ONNX Runtime's optimiser writes it, taken apart again. */
final class FusedAttention {
    /** What is added to the scores of keys that do not count, unless the node says otherwise. */
    private static final float NOT_COUNTED = -10_000;

    private FusedAttention() {}

    /** Tokens, weights and bias of queries, keys and values side by side, a mask, the past, and terms added to scores. */
    static void attention(NodeContext context) {
        Attributes attributes = context.attributes();
        if (context.has(4) || context.has(6) || context.wants(1)) {
            throw new ModelException("keys and values of the past are not supported");
        }
        if (attributes.has("qkv_hidden_sizes") || attributes.flag("do_rotary", false)) {
            throw new ModelException("qkv_hidden_sizes and do_rotary are not supported");
        }
        int[] weights = context.shape(1);
        Value x = context.plain(0);
        if (x.rank() != 3 || weights.length != 2 || weights[1] % 3 != 0) {
            throw new ModelException("tokens are " + x + " and weights have " + weights.length
                    + " dimensions; they must have 3 and 2, and columns for queries, keys and values");
        }
        int width = weights[1] / 3;
        Value all = context.part(
                "MatMul", Attributes.NONE, List.of("", context.node().input(1)), x, context.input(1));
        if (context.has(2)) {
            all = context.part("Add", Attributes.NONE, all, context.input(2));
        }
        Value[] parts = new Value[3];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Fused.slice(context, all, 2, (long) i * width, (i + 1L) * width);
        }
        attend(context, parts, mask(context, 3, 5, parts[0], parts[1]));
    }

    /** Queries, keys and values, each batch×tokens×heads·size, their bias, a mask of keys, and terms added to scores. */
    static void multiHeadAttention(NodeContext context) {
        if (context.has(6) || context.has(7) || context.wants(1)) {
            throw new ModelException("keys and values of the past are not supported");
        }
        if (!context.has(1) || !context.has(2) || context.shape(1).length != 3) {
            throw new ModelException("packed keys and values are not supported");
        }
        Value[] parts = {context.input(0), context.input(1), context.input(2)};
        if (context.has(3)) {
            long from = 0;
            for (int i = 0; i < parts.length; i++) {
                long to = from + parts[i].size(2);
                parts[i] = context.part(
                        "Add", Attributes.NONE, parts[i], Fused.slice(context, context.input(3), 0, from, to));
                from = to;
            }
        }
        attend(context, parts, mask(context, 4, 5, parts[0], parts[1]));
    }

    private static void attend(NodeContext context, Value[] parts, Value mask) {
        long heads = context.attributes().integer("num_heads");
        Attributes attributes = Attributes.NONE
                .with("q_num_heads", heads)
                .with("kv_num_heads", heads)
                .with("is_causal", context.attributes().integer("unidirectional", 0));
        float scale = context.attributes().number("scale", 0);
        context.same(
                0,
                context.part(
                        "Attention",
                        scale == 0 ? attributes : attributes.with("scale", scale),
                        parts[0],
                        parts[1],
                        parts[2],
                        mask));
    }

    /** What is added to scores by a mask and by terms, either of which may be missing. */
    private static Value mask(NodeContext context, int maskInput, int termsInput, Value queries, Value keys) {
        Value mask = context.has(maskInput) ? masked(context, maskInput, queries.size(1), keys) : null;
        if (!context.has(termsInput)) {
            return mask;
        }
        Value terms = context.input(termsInput);
        return mask == null ? terms : context.part("Add", Attributes.NONE, mask, terms);
    }

    /** From ones for keys that count, of each sequence or query, or from the number of a sequence's first keys that do. */
    private static Value masked(NodeContext context, int input, int queries, Value keys) {
        Value mask = context.plain(input);
        int batch = keys.size(0);
        int count = keys.size(1);
        int rows = mask.rank() == 3 ? queries : 1;
        boolean first = mask.rank() == 1;
        if (mask.type() != ElementType.INT32
                || mask.rank() > 3
                || mask.rank() == 0
                || mask.elements() != (first ? batch : batch * rows * count)) {
            throw new ModelException("a mask that is " + mask + " is not supported");
        }
        float term = context.attributes().number("mask_filter_value", NOT_COUNTED);
        Value terms = context.temporary(ElementType.FLOAT, false, batch, 1, rows, count);
        context.step(frame -> {
            int[] given = frame.ints(mask);
            int at = frame.at(mask);
            float[] to = frame.floats(terms);
            for (int i = 0; i < terms.elements(); i++) {
                boolean counts = first ? i % count < given[at + i / count] : given[at + i] > 0;
                to[frame.at(terms) + i] = counts ? 0 : term;
            }
        });
        return terms;
    }
}
