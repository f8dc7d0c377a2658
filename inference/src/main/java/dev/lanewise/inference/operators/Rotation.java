package dev.lanewise.inference.operators;

import dev.lanewise.engine.RotaryEmbedding;
import dev.lanewise.inference.graph.Constant;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import java.util.Arrays;

/** Rotary position embedding by tables of the model. */
final class Rotation {
    private Rotation() {}

    /** ONNX: x, cosines, sines, positions; without positions the tables have a row for every token. */
    static void onnx(NodeContext context) {
        plan(context, 1, 2, 3);
    }

    /** ONNX Runtime: x, positions, cosines, sines; one position is that of the first token of every sequence. */
    static void microsoft(NodeContext context) {
        if (context.attributes().number("scale", 1) != 1 || context.attributes().flag("is_packed_batching", false)) {
            throw new ModelException("scale and is_packed_batching are not supported");
        }
        plan(context, 2, 3, 1);
    }

    private static void plan(NodeContext context, int cosInput, int sinInput, int positionInput) {
        Value x = context.plain(0);
        Unary.requireFloats(x);
        boolean flat = x.rank() == 3;
        if (!flat && x.rank() != 4) {
            throw new ModelException("x has " + x.rank() + " dimensions; it must have 3 or 4");
        }
        Constant cosines = Convolution.constant(context, cosInput);
        Constant sines = Convolution.constant(context, sinInput);
        int[] table = cosines.shape();
        int pairs = table[table.length - 1];
        int rotated = Math.toIntExact(context.attributes().integer("rotary_embedding_dim", 0));
        int heads = flat ? Math.toIntExact(context.attributes().integer("num_heads", 0)) : x.size(1);
        if (flat && heads == 0) {
            // only where all of a head is rotated do tables tell
            heads = x.size(2) / Math.max(1, 2 * pairs);
        }
        int size = flat ? x.size(2) / Math.max(1, heads) : x.size(3);
        int tokens = x.size(flat ? 1 : 2);
        int batch = x.size(0);
        if (heads < 1 || (flat && heads * size != x.size(2)) || !Arrays.equals(table, sines.shape())) {
            throw new ModelException("x is " + x + ", cosines are " + Arrays.toString(table) + " and sines "
                    + Arrays.toString(sines.shape()) + ", for " + heads + " heads; these do not fit each other");
        }
        RotaryEmbedding.Builder builder = context.engine()
                .rotaryEmbedding(size, Shapes.product(table, 0, table.length - 1))
                .rotated(rotated == 0 ? 2 * pairs : rotated)
                .tables(cosines.tensor().floats(), sines.tensor().floats());
        if (context.attributes().flag("interleaved", false)) {
            builder.interleaved();
        }
        if (!flat) {
            builder.headsFirst();
        }
        RotaryEmbedding embedding = builder.prepare();
        Value positions = context.has(positionInput) ? context.plain(positionInput) : null;
        if (positions != null
                && (positions.type() != ElementType.INT64
                        || (positions.elements() != 1 && positions.elements() != batch * tokens))) {
            throw new ModelException("positions are " + positions + "; they must be int64, one or one for each token");
        }
        int all = heads;
        Value y = context.outputLike(0, x, x.type());
        context.step(frame -> embedding.run(
                batch,
                tokens,
                all,
                positions(positions, batch * tokens, tokens, frame),
                0,
                frame.floats(x),
                frame.at(x),
                frame.floats(y),
                frame.at(y)));
    }

    private static int[] positions(Value positions, int count, int tokens, Frame frame) {
        int[] places = new int[count];
        for (int i = 0; i < count; i++) {
            if (positions == null) {
                places[i] = i;
            } else if (positions.elements() == 1) {
                places[i] = Math.toIntExact(frame.longs(positions)[frame.at(positions)] + i % tokens);
            } else {
                places[i] = Math.toIntExact(frame.longs(positions)[frame.at(positions) + i]);
            }
        }
        return places;
    }
}
