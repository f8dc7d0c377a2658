package dev.lanewise.inference.operators;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Gather;
import dev.lanewise.engine.Rearrangement;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Runs the engine's rearrangements on values of any type. */
final class Moves {
    private Moves() {}

    /** Adds a step that writes a value with its dimensions, as they lie in memory, in another order. */
    static void transpose(NodeContext context, Value from, Value to, int[] axes) {
        move(context, context.engine().dataMovement().transpose(from.memoryShape(), axes), from, to);
    }

    /** A tensor's elements with its dimensions in another order. */
    static Object transposed(Engine engine, Tensor tensor, int[] axes) {
        Object array = tensor.type().storage().newArray(tensor.elements());
        run(engine.dataMovement().transpose(tensor.sizes(), axes), tensor.array(), 0, array, 0);
        return array;
    }

    /** Adds a step that rearranges a value. */
    static void move(NodeContext context, Rearrangement rearrangement, Value from, Value to) {
        context.step(frame -> run(rearrangement, frame.array(from), frame.at(from), frame.array(to), frame.at(to)));
    }

    /** Rearranges arrays of one kind. */
    static void run(Rearrangement rearrangement, Object from, int fromOffset, Object to, int toOffset) {
        switch (from) {
            case float[] x -> rearrangement.run(x, fromOffset, (float[]) to, toOffset);
            case long[] x -> rearrangement.run(x, fromOffset, (long[]) to, toOffset);
            case int[] x -> rearrangement.run(x, fromOffset, (int[]) to, toOffset);
            case byte[] x -> rearrangement.run(x, fromOffset, (byte[]) to, toOffset);
            case short[] x -> rearrangement.run(x, fromOffset, (short[]) to, toOffset);
            case double[] x ->
                rearrangement.run(
                        Double.BYTES,
                        MemorySegment.ofArray(x),
                        fromOffset,
                        MemorySegment.ofArray((double[]) to),
                        toOffset);
            case String[] x -> texts(rearrangement, x, fromOffset, (String[]) to, toOffset);
            default ->
                throw new ModelException("elements of a " + from.getClass().getSimpleName() + " cannot be moved");
        }
    }

    /** Moves the texts' indices; what is not written stays as it is. */
    private static void texts(Rearrangement rearrangement, String[] from, int fromOffset, String[] to, int toOffset) {
        int[] indices = IntStream.range(0, rearrangement.sourceElements()).toArray();
        int[] moved = new int[to.length - toOffset];
        Arrays.fill(moved, -1);
        rearrangement.run(indices, 0, moved, 0);
        for (int i = 0; i < moved.length; i++) {
            if (moved[i] >= 0) {
                to[toOffset + i] = from[fromOffset + moved[i]];
            }
        }
    }

    /** Adds a step that takes slices of a value by their indices. */
    static void gather(NodeContext context, Gather gather, Value from, Value indices, Value to) {
        context.step(frame -> {
            int[] places = frame.ints(indices);
            int first = frame.at(indices);
            int x = frame.at(from);
            int y = frame.at(to);
            switch (frame.array(from)) {
                case float[] a -> gather.run(a, x, places, first, frame.floats(to), y);
                case long[] a -> gather.run(a, x, places, first, frame.longs(to), y);
                case int[] a -> gather.run(a, x, places, first, frame.ints(to), y);
                case byte[] a -> gather.run(a, x, places, first, frame.bytes(to), y);
                case short[] a -> gather.run(a, x, places, first, frame.shorts(to), y);
                default -> throw new ModelException("elements of type " + from.type() + " are not supported");
            }
        });
    }

    /** Adds a step that copies a value as it lies. */
    static void copy(NodeContext context, Value from, Value to) {
        context.step(frame ->
                System.arraycopy(frame.array(from), frame.at(from), frame.array(to), frame.at(to), from.elements()));
    }
}
