package dev.lanewise.engine;

import dev.lanewise.engine.drivers.GemmRun;
import dev.lanewise.engine.packing.PackedPanels;
import dev.lanewise.engine.planning.GemmPlan;
import dev.lanewise.engine.planning.GemmShape;
import dev.lanewise.engine.planning.LoopOrder;
import java.lang.foreign.MemorySegment;

/**
 * A prepared product {@code C = epilogue(alpha·op(A)·op(B) + beta·C)}, row-major; op(A) is m×k, op(B) k×n, C m×n.
 *
 * <p>Error bound as in {@link Engine#sgemm(Transpose, Transpose, int, int, int, float, float[], int, int, float[], int, int,
 * float, float[], int, int)}, before the epilogue. C shares no element with A or B. Immutable, and safe to run from many
 * threads at once; a run allocates nothing. With prepacked weights the bits of a row of C depend neither on m nor on the
 * number of threads.
 *
 * <p>Source: Goto, van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008.
 */
public final class Gemm {
    private final Engine engine;
    private final GemmShape shape;
    private final int k;
    private final int lda;
    private final int ldb;
    private final int ldc;
    private final float alpha;
    private final float beta;
    private final PackedPanels weights;
    private final Epilogue epilogue;
    private final GemmPlan plan;
    private final GemmPlan planOnSegments;

    private Gemm(Builder builder) {
        engine = builder.engine;
        k = builder.k;
        lda = builder.lda;
        ldb = builder.ldb;
        ldc = builder.ldc;
        alpha = builder.alpha;
        beta = builder.beta;
        weights = builder.weights == null ? null : builder.weights.panels();
        epilogue = builder.epilogue;
        shape = shape(builder, true);
        plan = engine.gemmPlanner.plan(shape);
        planOnSegments = engine.gemmPlanner.plan(shape(builder, false));
    }

    private static GemmShape shape(Builder builder, boolean arrays) {
        PackedPanels packed = builder.weights == null ? null : builder.weights.panels();
        return new GemmShape(
                builder.m,
                builder.n,
                builder.alpha == 0 ? 0 : builder.k,
                builder.transA.isTransposed(),
                builder.transB.isTransposed(),
                arrays,
                arrays,
                packed == null ? 0 : packed.kc(),
                packed != null && packed.segment() != null,
                builder.order);
    }

    /**
     * How arrays are multiplied, and why. Segments keep C in a block of the workspace, in the order GEPDOT.
     *
     * @return the plan
     */
    public GemmPlan plan() {
        return plan;
    }

    /**
     * Computes C from A and B.
     *
     * @param a A
     * @param aOffset first element of A
     * @param b B
     * @param bOffset first element of B
     * @param c C
     * @param cOffset first element of C
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if C overlaps an operand or the residual
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed, or B is prepacked
     */
    public void run(float[] a, int aOffset, float[] b, int bOffset, float[] c, int cOffset) {
        requirePacked(false);
        GemmChecks.product(
                transpose(shape.transposedA()),
                transpose(shape.transposedB()),
                shape.m(),
                shape.n(),
                k,
                a,
                aOffset,
                lda,
                b,
                bOffset,
                ldb,
                c,
                cOffset,
                ldc);
        epilogue.checkTarget(c, cOffset, shape.m(), shape.n(), ldc);
        GemmRun run = engine.gemmRuns.begin();
        try {
            run.a.set(a, aOffset, lda, shape.transposedA());
            run.b.set(b, bOffset, ldb, shape.transposedB());
            run.c.set(c, cOffset, ldc, false);
            engine.gemmRuns.execute(run, plan, null, alpha, beta, epilogue.spec());
        } finally {
            engine.gemmRuns.end(run);
        }
    }

    /**
     * Computes C from A and the prepacked B.
     *
     * @param a A
     * @param aOffset first element of A
     * @param c C
     * @param cOffset first element of C
     * @throws NullPointerException if an array is null
     * @throws IllegalArgumentException if C overlaps A or the residual
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed, the mapping of B is, or B is not prepacked
     */
    public void run(float[] a, int aOffset, float[] c, int cOffset) {
        requirePacked(true);
        GemmChecks.left(shape.transposedA(), shape.m(), shape.n(), k, a, aOffset, lda, c, cOffset, ldc);
        epilogue.checkTarget(c, cOffset, shape.m(), shape.n(), ldc);
        Checks.alive(weights);
        GemmRun run = engine.gemmRuns.begin();
        try {
            run.a.set(a, aOffset, lda, shape.transposedA());
            run.c.set(c, cOffset, ldc, false);
            engine.gemmRuns.execute(run, plan, weights, alpha, beta, epilogue.spec());
        } finally {
            engine.gemmRuns.end(run);
        }
    }

    /**
     * Computes C from A and B in segments of fp32 in native byte order.
     *
     * @param a A
     * @param aOffset first element of A
     * @param b B
     * @param bOffset first element of B
     * @param c C, writable
     * @param cOffset first element of C
     * @throws NullPointerException if a segment is null
     * @throws IllegalArgumentException if C is read-only or overlaps an operand or the residual
     * @throws IndexOutOfBoundsException if a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed, or B is prepacked
     */
    public void run(MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment c, long cOffset) {
        requirePacked(false);
        GemmChecks.product(
                transpose(shape.transposedA()),
                transpose(shape.transposedB()),
                shape.m(),
                shape.n(),
                k,
                a,
                aOffset,
                lda,
                b,
                bOffset,
                ldb,
                c,
                cOffset,
                ldc);
        epilogue.checkTarget(c, cOffset, shape.m(), shape.n(), ldc);
        GemmRun run = engine.gemmRuns.begin();
        try {
            run.a.set(a, aOffset, lda, shape.transposedA());
            run.b.set(b, bOffset, ldb, shape.transposedB());
            run.c.set(c, cOffset, ldc, false);
            engine.gemmRuns.execute(
                    run,
                    run.a.array() != null && run.c.array() != null ? plan : planOnSegments,
                    null,
                    alpha,
                    beta,
                    epilogue.spec());
        } finally {
            engine.gemmRuns.end(run);
        }
    }

    /**
     * Computes C from A, in segments of fp32 in native byte order, and the prepacked B.
     *
     * @param a A
     * @param aOffset first element of A
     * @param c C, writable
     * @param cOffset first element of C
     * @throws NullPointerException if a segment is null
     * @throws IllegalArgumentException if C is read-only or overlaps A or the residual
     * @throws IndexOutOfBoundsException if a segment is too short or an offset negative
     * @throws IllegalStateException if the engine, a segment or the mapping of B is closed, or B is not prepacked
     */
    public void run(MemorySegment a, long aOffset, MemorySegment c, long cOffset) {
        requirePacked(true);
        GemmChecks.left(shape.transposedA(), shape.m(), shape.n(), k, a, aOffset, lda, c, cOffset, ldc);
        epilogue.checkTarget(c, cOffset, shape.m(), shape.n(), ldc);
        Checks.alive(weights);
        GemmRun run = engine.gemmRuns.begin();
        try {
            run.a.set(a, aOffset, lda, shape.transposedA());
            run.c.set(c, cOffset, ldc, false);
            engine.gemmRuns.execute(
                    run,
                    run.a.array() != null && run.c.array() != null ? plan : planOnSegments,
                    weights,
                    alpha,
                    beta,
                    epilogue.spec());
        } finally {
            engine.gemmRuns.end(run);
        }
    }

    private void requirePacked(boolean packed) {
        if (packed != (weights != null)) {
            throw new IllegalStateException(
                    packed ? "b is not prepacked; it must be given" : "b is prepacked; it must not be given again");
        }
    }

    private static Transpose transpose(boolean transposed) {
        return transposed ? Transpose.YES : Transpose.NO;
    }

    /** Describes a product. */
    public static final class Builder {
        private final Engine engine;
        private final int m;
        private final int n;
        private final int k;
        private Transpose transA = Transpose.NO;
        private Transpose transB = Transpose.NO;
        private int lda = -1;
        private int ldb = -1;
        private int ldc = -1;
        private float alpha = 1;
        private float beta;
        private PackedMatrix weights;
        private Epilogue epilogue = Epilogue.none();
        private LoopOrder order = LoopOrder.AUTO;

        Builder(Engine engine, int m, int n, int k) {
            GemmChecks.sizes(m, n, k);
            this.engine = engine;
            this.m = m;
            this.n = n;
            this.k = k;
        }

        /**
         * Whether A is stored transposed, k×m.
         *
         * @param transpose NO is the default
         * @return this
         * @throws NullPointerException if it is null
         */
        public Builder transposeA(Transpose transpose) {
            Checks.notNull(transpose, "transposeA");
            transA = transpose;
            return this;
        }

        /**
         * Whether B is stored transposed, n×k. Prepacked weights know by themselves.
         *
         * @param transpose NO is the default
         * @return this
         * @throws NullPointerException if it is null
         */
        public Builder transposeB(Transpose transpose) {
            Checks.notNull(transpose, "transposeB");
            transB = transpose;
            return this;
        }

        /**
         * Elements from one stored row to the next; dense matrices are the default.
         *
         * @param a of A
         * @param b of B; not used where B is prepacked
         * @param c of C
         * @return this
         */
        public Builder leadingDimensions(int a, int b, int c) {
            lda = a;
            ldb = b;
            ldc = c;
            return this;
        }

        /**
         * Factor of the product.
         *
         * @param factor 1 is the default; 0 reads neither A nor B
         * @return this
         */
        public Builder alpha(float factor) {
            alpha = factor;
            return this;
        }

        /**
         * Factor of the old C.
         *
         * @param factor 0 is the default, and does not read C
         * @return this
         */
        public Builder beta(float factor) {
            beta = factor;
            return this;
        }

        /**
         * Gives B prepacked.
         *
         * @param packed a k×n matrix; shared, not copied
         * @return this
         * @throws NullPointerException if it is null
         * @throws IllegalArgumentException if it is not k×n
         */
        public Builder weights(PackedMatrix packed) {
            Checks.packed(packed, k, n);
            weights = packed;
            return this;
        }

        /**
         * What happens to C as it is completed.
         *
         * @param steps nothing is the default
         * @return this
         * @throws NullPointerException if it is null
         */
        public Builder epilogue(Epilogue steps) {
            Checks.notNull(steps, "epilogue");
            epilogue = steps;
            return this;
        }

        /**
         * Forces the order of the outer loops, and with it packing.
         *
         * @param loops AUTO is the default
         * @return this
         * @throws NullPointerException if it is null
         */
        public Builder loopOrder(LoopOrder loops) {
            Checks.notNull(loops, "loopOrder");
            order = loops;
            return this;
        }

        /**
         * Plans the product.
         *
         * @return a product ready to run
         * @throws IllegalArgumentException if a leading dimension is below its row, or the epilogue does not fit C
         * @throws IllegalStateException if the engine is closed
         */
        public Gemm prepare() {
            engine.usage.requireOpen();
            lda = leading(lda, transA.isTransposed() ? m : k, "a");
            if (weights == null) {
                ldb = leading(ldb, transB.isTransposed() ? k : n, "b");
            }
            ldc = leading(ldc, n, "c");
            epilogue.validate(m, n);
            return new Gemm(this);
        }

        private static int leading(int given, int row, String matrix) {
            if (given == -1) {
                return Math.max(1, row);
            }
            Checks.leading(given, row, matrix);
            return given;
        }
    }
}
