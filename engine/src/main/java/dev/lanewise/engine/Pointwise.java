package dev.lanewise.engine;

import dev.lanewise.engine.drivers.BinaryRun;
import dev.lanewise.engine.drivers.UnaryRun;
import dev.lanewise.engine.parallel.Parallel;
import java.lang.foreign.MemorySegment;

/**
 * Functions of single elements and of pairs of them; had from {@link Engine#pointwise}. Safe to use from many threads at once; once
 * warm, a run allocates nothing.
 */
public final class Pointwise {
    private final Runs<UnaryRun> unaryRuns;
    private final Runs<BinaryRun> binaryRuns;

    Pointwise(Parallel parallel, Usage usage) {
        unaryRuns = new Runs<>(usage, () -> new UnaryRun(parallel));
        binaryRuns = new Runs<>(usage, () -> new BinaryRun(parallel));
    }

    /**
     * {@code yᵢ = function(xᵢ)} for n numbers in a row.
     *
     * <p>y may be x, at the same offset; otherwise they share no element. Bits and error bounds are those of
     * {@link Activation#apply}, whatever the number of threads.
     *
     * @param function the function
     * @param n length of x and y
     * @param x arguments
     * @param xOffset the first of them
     * @param y results
     * @param yOffset the first of them
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if n is negative, or y overlaps x without being x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void unary(Activation function, int n, float[] x, int xOffset, float[] y, int yOffset) {
        Checks.notNull(function, "function");
        Checks.size(n, "n");
        Checks.inPlace(x, xOffset, y, yOffset, n);
        UnaryRun run = unaryRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            run.execute(n, function.spec());
        } finally {
            unaryRuns.end(run);
        }
    }

    /**
     * {@code yᵢ = function(xᵢ)} on segments of fp32 in native byte order, as
     * {@link #unary(Activation, int, float[], int, float[], int)}. A segment confined to the calling thread keeps the run there.
     *
     * @param function the function
     * @param n length of x and y
     * @param x arguments
     * @param xOffset the first of them
     * @param y results, writable
     * @param yOffset the first of them
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if n is negative, y read-only, or y overlaps x without being x
     * @throws IndexOutOfBoundsException if a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed
     */
    public void unary(Activation function, int n, MemorySegment x, long xOffset, MemorySegment y, long yOffset) {
        Checks.notNull(function, "function");
        Checks.size(n, "n");
        Checks.inPlace(x, xOffset, y, yOffset, n);
        UnaryRun run = unaryRuns.begin();
        try {
            run.x.set(x, xOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            run.execute(n, function.spec());
        } finally {
            unaryRuns.end(run);
        }
    }

    /**
     * {@code y = a op b}, element by element, with the broadcasting of NumPy and ONNX.
     *
     * <p>Operands and result are dense and row-major. Shapes have up to 8 dimensions and are aligned at the last one; in each, both
     * sizes are equal, or one is 1 (or absent) and that operand's only element there meets all of the other's. y has the larger
     * sizes. It may be a or b at the same offset if that has y's shape; otherwise it shares no element with them. Every element
     * has the bits of the operation on two numbers, whatever the number of threads.
     *
     * @param operation the function
     * @param aShape sizes of a, outermost first
     * @param a left operands
     * @param aOffset the first of them
     * @param bShape sizes of b, outermost first
     * @param b right operands
     * @param bOffset the first of them
     * @param y results
     * @param yOffset the first of them
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if a shape has a negative size, too many dimensions or too many elements, the shapes do not
     *     fit, or y overlaps an operand without being it
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void binary(
            BinaryOperation operation,
            int[] aShape,
            float[] a,
            int aOffset,
            int[] bShape,
            float[] b,
            int bOffset,
            float[] y,
            int yOffset) {
        Checks.notNull(operation, "operation");
        int elementsA = ShapeChecks.elements(aShape, "aShape");
        int elementsB = ShapeChecks.elements(bShape, "bShape");
        int elements = ShapeChecks.broadcast(aShape, "aShape", bShape, "bShape");
        Checks.vector(a, aOffset, elementsA, 1, "a");
        Checks.vector(b, bOffset, elementsB, 1, "b");
        Checks.vector(y, yOffset, elements, 1, "y");
        apart(a, aOffset, elementsA, "a", y, yOffset, elements);
        apart(b, bOffset, elementsB, "b", y, yOffset, elements);
        BinaryRun run = binaryRuns.begin();
        try {
            run.a.set(a, aOffset, 1, false);
            run.b.set(b, bOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            run.execute(operation.kind(), aShape, bShape, elements);
        } finally {
            binaryRuns.end(run);
        }
    }

    private static void apart(float[] x, int xOffset, int length, String name, float[] y, int yOffset, int elements) {
        if (length == elements) {
            Checks.sameOrDisjoint(x, xOffset, name, y, yOffset, "y", elements);
        } else {
            Checks.disjoint(x, xOffset, 1, length, length, name, "y", y, yOffset, 1, elements, elements);
        }
    }

    /**
     * {@code y = a op b} on segments of fp32 in native byte order, as
     * {@link #binary(BinaryOperation, int[], float[], int, int[], float[], int, float[], int)}. A segment confined to the calling
     * thread keeps the run there.
     *
     * @param operation the function
     * @param aShape sizes of a, outermost first
     * @param a left operands
     * @param aOffset the first of them
     * @param bShape sizes of b, outermost first
     * @param b right operands
     * @param bOffset the first of them
     * @param y results, writable
     * @param yOffset the first of them
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if a shape has a negative size, too many dimensions or too many elements, the shapes do not
     *     fit, y is read-only, or y overlaps an operand without being it
     * @throws IndexOutOfBoundsException if a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed
     */
    public void binary(
            BinaryOperation operation,
            int[] aShape,
            MemorySegment a,
            long aOffset,
            int[] bShape,
            MemorySegment b,
            long bOffset,
            MemorySegment y,
            long yOffset) {
        Checks.notNull(operation, "operation");
        int elementsA = ShapeChecks.elements(aShape, "aShape");
        int elementsB = ShapeChecks.elements(bShape, "bShape");
        int elements = ShapeChecks.broadcast(aShape, "aShape", bShape, "bShape");
        Checks.vector(a, aOffset, elementsA, 1, "a");
        Checks.vector(b, bOffset, elementsB, 1, "b");
        Checks.vector(y, yOffset, elements, 1, "y");
        Checks.writable(y, "y");
        apart(a, aOffset, elementsA, "a", y, yOffset, elements);
        apart(b, bOffset, elementsB, "b", y, yOffset, elements);
        BinaryRun run = binaryRuns.begin();
        try {
            run.a.set(a, aOffset, 1, false);
            run.b.set(b, bOffset, 1, false);
            run.y.set(y, yOffset, 1, false);
            run.execute(operation.kind(), aShape, bShape, elements);
        } finally {
            binaryRuns.end(run);
        }
    }

    private static void apart(
            MemorySegment x, long xOffset, int length, String name, MemorySegment y, long yOffset, int elements) {
        if (length == elements) {
            Checks.sameOrDisjoint(x, xOffset, name, y, yOffset, "y", elements);
        } else {
            Checks.disjoint(x, xOffset, 1, length, length, name, "y", y, yOffset, 1, elements, elements);
        }
    }
}
