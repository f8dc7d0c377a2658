package dev.lanewise.engine;

import java.lang.foreign.MemorySegment;

/** Checks of the arguments of whole products. */
final class GemmChecks {
    private GemmChecks() {}

    static void sizes(int m, int n, int k) {
        Checks.size(m, "m");
        Checks.size(n, "n");
        Checks.size(k, "k");
    }

    static void packing(Transpose transB, int k, int n) {
        Checks.notNull(transB, "transB");
        Checks.size(k, "k");
        Checks.size(n, "n");
    }

    private static void transposes(Transpose transA, Transpose transB) {
        Checks.notNull(transA, "transA");
        Checks.notNull(transB, "transB");
    }

    static void product(
            Transpose transA,
            Transpose transB,
            int m,
            int n,
            int k,
            float[] a,
            int aOffset,
            int lda,
            float[] b,
            int bOffset,
            int ldb,
            float[] c,
            int cOffset,
            int ldc) {
        transposes(transA, transB);
        sizes(m, n, k);
        left(transA.isTransposed(), m, n, k, a, aOffset, lda, c, cOffset, ldc);
        boolean transposed = transB.isTransposed();
        int rows = transposed ? n : k;
        int cols = transposed ? k : n;
        Checks.matrix(b, bOffset, rows, cols, ldb, "b");
        Checks.disjoint(b, bOffset, rows, cols, ldb, "b", "c", c, cOffset, m, n, ldc);
    }

    /** A and C alone, where B is prepacked. */
    static void left(
            boolean transposed, int m, int n, int k, float[] a, int aOffset, int lda, float[] c, int cOffset, int ldc) {
        int rows = transposed ? k : m;
        int cols = transposed ? m : k;
        Checks.matrix(a, aOffset, rows, cols, lda, "a");
        Checks.matrix(c, cOffset, m, n, ldc, "c");
        Checks.disjoint(a, aOffset, rows, cols, lda, "a", "c", c, cOffset, m, n, ldc);
    }

    static void product(
            Transpose transA,
            Transpose transB,
            int m,
            int n,
            int k,
            MemorySegment a,
            long aOffset,
            int lda,
            MemorySegment b,
            long bOffset,
            int ldb,
            MemorySegment c,
            long cOffset,
            int ldc) {
        transposes(transA, transB);
        sizes(m, n, k);
        left(transA.isTransposed(), m, n, k, a, aOffset, lda, c, cOffset, ldc);
        boolean transposed = transB.isTransposed();
        int rows = transposed ? n : k;
        int cols = transposed ? k : n;
        Checks.matrix(b, bOffset, rows, cols, ldb, "b");
        Checks.disjoint(b, bOffset, rows, cols, ldb, "b", "c", c, cOffset, m, n, ldc);
    }

    static void left(
            boolean transposed,
            int m,
            int n,
            int k,
            MemorySegment a,
            long aOffset,
            int lda,
            MemorySegment c,
            long cOffset,
            int ldc) {
        int rows = transposed ? k : m;
        int cols = transposed ? m : k;
        Checks.matrix(a, aOffset, rows, cols, lda, "a");
        Checks.matrix(c, cOffset, m, n, ldc, "c");
        Checks.writable(c, "c");
        Checks.disjoint(a, aOffset, rows, cols, lda, "a", "c", c, cOffset, m, n, ldc);
    }

    static void matrixVector(
            Transpose trans,
            int rows,
            int cols,
            float[] a,
            int aOffset,
            int lda,
            float[] x,
            int xOffset,
            int incX,
            float[] y,
            int yOffset,
            int incY) {
        Checks.notNull(trans, "trans");
        Checks.size(rows, "rows");
        Checks.size(cols, "cols");
        int lengthX = trans.isTransposed() ? rows : cols;
        int lengthY = trans.isTransposed() ? cols : rows;
        Checks.matrix(a, aOffset, rows, cols, lda, "a");
        Checks.vector(x, xOffset, lengthX, incX, "x");
        Checks.vector(y, yOffset, lengthY, incY, "y");
        Checks.disjoint(a, aOffset, rows, cols, lda, "a", "y", y, yOffset, lengthY, 1, incY);
        Checks.disjoint(x, xOffset, lengthX, 1, incX, "x", "y", y, yOffset, lengthY, 1, incY);
    }

    static void matrixVector(
            Transpose trans,
            int rows,
            int cols,
            MemorySegment a,
            long aOffset,
            int lda,
            MemorySegment x,
            long xOffset,
            int incX,
            MemorySegment y,
            long yOffset,
            int incY) {
        Checks.notNull(trans, "trans");
        Checks.size(rows, "rows");
        Checks.size(cols, "cols");
        int lengthX = trans.isTransposed() ? rows : cols;
        int lengthY = trans.isTransposed() ? cols : rows;
        Checks.matrix(a, aOffset, rows, cols, lda, "a");
        Checks.vector(x, xOffset, lengthX, incX, "x");
        Checks.vector(y, yOffset, lengthY, incY, "y");
        Checks.writable(y, "y");
        Checks.disjoint(a, aOffset, rows, cols, lda, "a", "y", y, yOffset, lengthY, 1, incY);
        Checks.disjoint(x, xOffset, lengthX, 1, incX, "x", "y", y, yOffset, lengthY, 1, incY);
    }

    static void stridedBatch(
            Transpose transA,
            Transpose transB,
            int m,
            int n,
            int k,
            float[] a,
            int aOffset,
            int lda,
            int strideA,
            float[] b,
            int bOffset,
            int ldb,
            int strideB,
            float[] c,
            int cOffset,
            int ldc,
            int strideC,
            int batch) {
        transposes(transA, transB);
        sizes(m, n, k);
        Checks.size(batch, "batch");
        Checks.size(strideA, "strideA");
        Checks.size(strideB, "strideB");
        Checks.size(strideC, "strideC");
        long rowsA = transA.isTransposed() ? k : m;
        long colsA = transA.isTransposed() ? m : k;
        long rowsB = transB.isTransposed() ? n : k;
        long colsB = transB.isTransposed() ? k : n;
        matrices(a, aOffset, (int) rowsA, (int) colsA, lda, strideA, batch, "a");
        matrices(b, bOffset, (int) rowsB, (int) colsB, ldb, strideB, batch, "b");
        matrices(c, cOffset, m, n, ldc, strideC, batch, "c");
        long sizeC = Checks.end(0, m, n, ldc);
        if (batch > 1 && strideC < sizeC) {
            throw new IllegalArgumentException(
                    "strideC is " + strideC + "; it must be at least the length of one C, " + sizeC);
        }
        if (batch > 0 && sizeC > 0) {
            long endC = cOffset + (batch - 1L) * strideC + sizeC;
            apart(a, aOffset, Checks.end(aOffset + (batch - 1L) * strideA, rowsA, colsA, lda), "a", c, cOffset, endC);
            apart(b, bOffset, Checks.end(bOffset + (batch - 1L) * strideB, rowsB, colsB, ldb), "b", c, cOffset, endC);
        }
    }

    private static void matrices(
            float[] data, int offset, int rows, int cols, int ld, int stride, int batch, String name) {
        Checks.notNull(data, name);
        Checks.leading(ld, cols, name);
        long last = batch == 0 ? offset : offset + (batch - 1L) * stride;
        Checks.inside(data.length, offset, batch == 0 ? 0 : Checks.end(last - offset, rows, cols, ld), name, "array");
    }

    @SuppressWarnings("ReferenceEquality") // the same array, not an equal one
    private static void apart(float[] data, long start, long end, String name, float[] c, long startC, long endC) {
        if (data == c && start < endC && startC < end) {
            throw new IllegalArgumentException(
                    "c overlaps " + name + "; the Cs must lie before or behind the operands");
        }
    }

    static void pointerBatch(
            Transpose transA,
            Transpose transB,
            int m,
            int n,
            int k,
            float[][] a,
            int lda,
            float[][] b,
            int ldb,
            float[][] c,
            int ldc) {
        transposes(transA, transB);
        sizes(m, n, k);
        Checks.notNull(a, "a");
        Checks.notNull(b, "b");
        Checks.notNull(c, "c");
        if (b.length != a.length || c.length != a.length) {
            throw new IllegalArgumentException("a, b and c have " + a.length + ", " + b.length + " and " + c.length
                    + " arrays; they must have as many");
        }
        boolean ta = transA.isTransposed();
        boolean tb = transB.isTransposed();
        Checks.leading(lda, ta ? m : k, "a");
        Checks.leading(ldb, tb ? k : n, "b");
        Checks.leading(ldc, n, "c");
        allInside(a, Checks.end(0, ta ? k : m, ta ? m : k, lda), "a");
        allInside(b, Checks.end(0, tb ? n : k, tb ? k : n, ldb), "b");
        allInside(c, Checks.end(0, m, n, ldc), "c");
        distinct(a, b, c);
    }

    // names are put together only for messages: a call allocates nothing
    private static void allInside(float[][] data, long extent, String name) {
        for (int i = 0; i < data.length; i++) {
            if (data[i] == null || data[i].length < extent) {
                String element = name + "[" + i + "]";
                Checks.notNull(data[i], element);
                Checks.inside(data[i].length, 0, extent, element, "array");
            }
        }
    }

    /** Products may run at the same time, so no C may be another's operand or C. */
    @SuppressWarnings("ReferenceEquality") // the same array, not an equal one
    private static void distinct(float[][] a, float[][] b, float[][] c) {
        for (int i = 0; i < c.length; i++) {
            for (int j = 0; j < c.length; j++) {
                if (c[i] == a[j] || c[i] == b[j] || (i != j && c[i] == c[j])) {
                    throw new IllegalArgumentException(
                            "c[" + i + "] is an array of product " + j + "; it must be an array of its own");
                }
            }
        }
    }
}
