package dev.lanewise.inference.operators;

import dev.lanewise.engine.Attention;
import dev.lanewise.engine.AttentionMask;
import dev.lanewise.inference.graph.AttentionPattern;
import dev.lanewise.inference.graph.Attributes;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import java.util.Arrays;

/** Attention of many heads, which may be causal or masked and go on from keys and values of before. */
final class Attentions {
    private static final int MASK = 3;
    private static final int PAST_KEYS = 4;
    private static final int PAST_VALUES = 5;
    private static final Attributes SWAP_HEADS = Attributes.NONE.with("perm", new long[] {0, 2, 1, 3});

    private Attentions() {}

    /** Sizes of queries, keys and values, each batch, heads, tokens, size. */
    private record Heads(int batch, int queries, int keys, int heads, int keyHeads, int size, int valueSize) {
        int[] result(boolean headsFirst, boolean flat) {
            return flat
                    ? new int[] {batch, queries, heads * valueSize}
                    : headsFirst
                            ? new int[] {batch, heads, queries, valueSize}
                            : new int[] {batch, queries, heads, valueSize};
        }
    }

    /**
     * q, k, v, mask, past keys and values; three dimensions with the heads of a token in a row, or four with heads first. Beside the result,
     * keys and values with those of the past before them.
     */
    static void attention(NodeContext context) {
        Attributes attributes = context.attributes();
        if (attributes.number("softcap", 0) != 0 || context.wants(3) || context.has(PAST_VALUES + 1)) {
            throw new ModelException("softcap, lengths of keys and scores as an output are not supported");
        }
        Value q = context.plain(0);
        Value k = context.plain(1);
        Value v = context.plain(2);
        Unary.requireFloats(q);
        boolean flat = q.rank() == 3;
        boolean tokensFirst = flat || attributes.flag(AttentionPattern.TOKENS_FIRST, false);
        Heads heads = heads(attributes, q, k, v, flat, tokensFirst);
        boolean present = context.has(PAST_KEYS) || context.wants(1) || context.wants(2);
        if (!present) {
            Value y = context.output(0, q.type(), heads.result(!tokensFirst, flat));
            plan(context, heads, !tokensFirst, 0, q, k, v, y);
            return;
        }
        Value keys = withPast(context, PAST_KEYS, flat ? headsFirst(context, k, heads.keyHeads()) : k);
        Value values = withPast(context, PAST_VALUES, flat ? headsFirst(context, v, heads.keyHeads()) : v);
        context.same(1, keys);
        context.same(2, values);
        Value queries = flat ? headsFirst(context, q, heads.heads()) : q;
        Heads all = heads(attributes, queries, keys, values, false, false);
        int past = all.keys() - heads.keys();
        if (!flat) {
            plan(context, all, true, past, queries, keys, values, context.output(0, q.type(), all.result(true, false)));
            return;
        }
        Value y = context.temporary(q.type(), false, all.result(true, false));
        plan(context, all, true, past, queries, keys, values, y);
        context.view(0, context.part("Transpose", SWAP_HEADS, y), all.result(false, true));
    }

    /** What has the heads of a token in a row, with heads first. */
    private static Value headsFirst(NodeContext context, Value x, int heads) {
        int[] shape = {x.size(0), x.size(1), heads, x.size(2) / heads};
        return context.part("Transpose", SWAP_HEADS, x.view(shape, false));
    }

    private static Value withPast(NodeContext context, int pastInput, Value x) {
        return context.has(pastInput)
                ? context.part("Concat", Attributes.NONE.with("axis", 2L), context.input(pastInput), x)
                : x;
    }

    /** Adds the step; causal, the first query stands behind so many keys of the past. */
    private static void plan(
            NodeContext context, Heads heads, boolean headsFirst, int past, Value q, Value k, Value v, Value y) {
        float scale = context.attributes().number("scale", (float) (1 / Math.sqrt(heads.size())));
        Attention.Builder builder = context.engine()
                .attention(heads.heads(), heads.size())
                .keyValueHeads(heads.keyHeads())
                .valueSize(heads.valueSize())
                .scale(scale);
        if (headsFirst) {
            builder.headsFirst();
        }
        if (context.attributes().flag("is_causal", false)) {
            if (heads.queries() + past != heads.keys()) {
                throw new ModelException("causal attention of " + heads.queries() + " queries to " + heads.keys()
                        + " keys, " + past + " of them past, is not supported");
            }
            builder.causal();
        }
        Attention attention = builder.prepare();
        Mask mask = context.has(MASK) ? mask(context, heads) : null;
        context.explain(
                heads.heads() + " heads, " + heads.queries() + "×" + heads.size() + "×" + heads.keys(),
                2L
                        * heads.batch()
                        * heads.heads()
                        * heads.queries()
                        * heads.keys()
                        * (heads.size() + heads.valueSize()));
        context.step(frame -> attention.run(
                heads.batch(),
                heads.queries(),
                heads.keys(),
                frame.floats(q),
                frame.at(q),
                frame.floats(k),
                frame.at(k),
                frame.floats(v),
                frame.at(v),
                mask == null ? null : mask.in(frame),
                frame.floats(y),
                frame.at(y)));
    }

    private static Heads heads(Attributes attributes, Value q, Value k, Value v, boolean flat, boolean tokensFirst) {
        if (k.rank() != q.rank() || v.rank() != q.rank() || (q.rank() != 3 && q.rank() != 4)) {
            throw new ModelException("q, k and v must all have 3 dimensions or all 4");
        }
        int tokens = tokensFirst ? 1 : 2;
        int number = tokensFirst ? 2 : 1;
        int heads = flat ? Math.toIntExact(attributes.integer("q_num_heads")) : q.size(number);
        int keyHeads = flat ? Math.toIntExact(attributes.integer("kv_num_heads")) : k.size(number);
        int last = q.rank() - 1;
        if (heads < 1 || keyHeads < 1) {
            throw new ModelException("there are " + heads + " and " + keyHeads + " heads; there must be some");
        }
        int size = q.size(last) / (flat ? heads : 1);
        int valueSize = v.size(last) / (flat ? keyHeads : 1);
        Heads all = new Heads(q.size(0), q.size(tokens), k.size(tokens), heads, keyHeads, size, valueSize);
        int[] keys = flat
                ? new int[] {all.batch(), all.keys(), keyHeads * size}
                : tokensFirst
                        ? new int[] {all.batch(), all.keys(), keyHeads, size}
                        : new int[] {all.batch(), keyHeads, all.keys(), size};
        int[] values = keys.clone();
        values[last] = flat ? keyHeads * valueSize : valueSize;
        if (!Arrays.equals(k.shape(), keys)
                || !Arrays.equals(v.shape(), values)
                || (flat && (q.size(2) != heads * size || v.size(2) != keyHeads * valueSize))) {
            throw new ModelException("queries are " + q + ", keys " + k + " and values " + v + "; keys must be "
                    + Arrays.toString(keys) + " and values " + Arrays.toString(values));
        }
        return all;
    }

    /** Terms added to scores, with the elements from one sequence, head and query to the next. */
    private record Mask(Value terms, int sequence, int head, int query) {
        static Mask of(Value terms, int[] strides) {
            return new Mask(terms, strides[0], strides[1], strides[2]);
        }

        AttentionMask in(Frame frame) {
            return AttentionMask.additive(frame.floats(terms), frame.at(terms), sequence, head, query);
        }
    }

    private static Mask mask(NodeContext context, Heads heads) {
        Value given = context.plain(MASK);
        int[] scores = {heads.batch(), heads.heads(), heads.queries(), heads.keys()};
        int[] strides = Broadcast.strides(given.shape(), scores);
        if (given.type() == ElementType.FLOAT && (strides[3] == 1 || heads.keys() == 1)) {
            return Mask.of(given, strides);
        }
        // truth values, or one term for all keys of a query
        int[] shape = new int[4];
        Arrays.fill(shape, 1);
        System.arraycopy(given.shape(), 0, shape, 4 - given.rank(), given.rank());
        shape[3] = heads.keys();
        int[] from = Broadcast.strides(given.shape(), shape);
        Value terms = context.temporary(ElementType.FLOAT, false, shape);
        boolean truth = given.type() == ElementType.BOOL;
        context.step(frame -> Broadcast.forEach(shape, from, new int[4], (i, _, o) -> {
            double term = Elements.number(frame.array(given), given.type(), frame.at(given) + i);
            frame.floats(terms)[frame.at(terms) + o] = truth ? term != 0 ? 0 : Float.NEGATIVE_INFINITY : (float) term;
        }));
        return Mask.of(terms, Broadcast.strides(shape, scores));
    }
}
