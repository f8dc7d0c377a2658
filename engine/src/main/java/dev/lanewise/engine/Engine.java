package dev.lanewise.engine;

import dev.lanewise.engine.drivers.AttentionRun;
import dev.lanewise.engine.drivers.ConvRun;
import dev.lanewise.engine.drivers.ConvTransposeRun;
import dev.lanewise.engine.drivers.GemmRun;
import dev.lanewise.engine.drivers.QuantizedConvRun;
import dev.lanewise.engine.drivers.RecurrentRun;
import dev.lanewise.engine.drivers.ResizeRun;
import dev.lanewise.engine.drivers.RotaryRun;
import dev.lanewise.engine.drivers.WorkspacePool;
import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.packing.Operand;
import dev.lanewise.engine.parallel.Parallel;
import dev.lanewise.engine.planning.ConvPlanner;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.ConvTransposePlanner;
import dev.lanewise.engine.planning.ConvTransposeShape;
import dev.lanewise.engine.planning.GemmPlanner;
import dev.lanewise.engine.planning.Int8Planner;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Where products are computed: the threads, the workspace and the plans. Make one, share it, close it.
 *
 * <p>Plain calls in the manner of BLAS are here; products that run often are prepared with {@link #gemm} and {@link #linear}.
 * All matrices are row-major; offsets, leading dimensions and strides count elements. Every argument is checked before
 * anything is written.
 *
 * <p>An engine may be used from many threads at once. Once every kernel has run, calls allocate nothing on the calling
 * thread or on the engine's own threads. The bits of a result do not depend on the number of threads.
 */
public final class Engine implements AutoCloseable {
    final Usage usage = new Usage();
    final GemmPlanner gemmPlanner;
    final PlanCache gemmPlans;
    final GemmRuns gemmRuns;
    final Int8Planner int8Planner;
    final Int8Runs int8Runs;
    final WeightOnlyRuns weightOnlyRuns;
    final ConvPlanner convPlanner;
    final Runs<ConvRun> convRuns;
    final ConvTransposePlanner convTransposePlanner;
    final Runs<ConvTransposeRun> convTransposeRuns;
    final Runs<QuantizedConvRun> quantizedConvRuns;
    final Runs<RecurrentRun> recurrentRuns;
    final Runs<AttentionRun> attentionRuns;
    final Runs<RotaryRun> rotaryRuns;
    private final Machine machine;
    private final Parallel parallel;
    private final WorkspacePool workspaces;
    private final BatchRuns batchRuns;
    private final Runs<ResizeRun> resizeRuns;
    private final Pointwise pointwise;
    private final Normalization normalization;
    private final DataMovement dataMovement;
    private final Pooling pooling;
    private final Reductions reductions;

    Engine(Machine machine, Parallel parallel, long workspaceLimit) {
        this.machine = machine;
        this.parallel = parallel;
        workspaces = new WorkspacePool(workspaceLimit);
        int threads = parallel.threads();
        gemmPlanner = new GemmPlanner(machine, threads, workspaceLimit);
        gemmPlans = new PlanCache(gemmPlanner);
        gemmRuns = new GemmRuns(usage, parallel, workspaces, gemmPlans);
        batchRuns =
                new BatchRuns(usage, parallel, workspaces, new PlanCache(new GemmPlanner(machine, 1, workspaceLimit)));
        int8Planner = new Int8Planner(machine, threads, workspaceLimit);
        int8Runs = new Int8Runs(usage, parallel, workspaces);
        weightOnlyRuns = new WeightOnlyRuns(usage, parallel);
        convPlanner = new ConvPlanner(machine, threads);
        convRuns = new Runs<>(usage, () -> new ConvRun(parallel, workspaces));
        convTransposePlanner = new ConvTransposePlanner(machine, convPlanner);
        convTransposeRuns = new Runs<>(usage, () -> new ConvTransposeRun(parallel, workspaces));
        quantizedConvRuns = new Runs<>(usage, () -> new QuantizedConvRun(parallel, workspaces));
        recurrentRuns = new Runs<>(usage, () -> new RecurrentRun(parallel, workspaces, gemmPlans::plan));
        attentionRuns = new Runs<>(usage, () -> new AttentionRun(parallel, workspaces));
        rotaryRuns = new Runs<>(usage, () -> new RotaryRun(parallel));
        resizeRuns = new Runs<>(usage, () -> new ResizeRun(parallel, workspaces));
        pointwise = new Pointwise(parallel, usage);
        normalization = new Normalization(parallel, usage);
        dataMovement = new DataMovement(parallel, usage);
        pooling = new Pooling(parallel, workspaces, usage);
        reductions = new Reductions(parallel, usage);
    }

    /**
     * Starts to describe an engine.
     *
     * @return a builder with the defaults: one thread, no workspace limit, this machine
     */
    public static EngineBuilder builder() {
        return new EngineBuilder();
    }

    /**
     * What plans are made for.
     *
     * @return the machine
     */
    public Machine machine() {
        return machine;
    }

    /**
     * Threads that a run may use, the caller's included.
     *
     * @return at least 1
     */
    public int threads() {
        return parallel.threads();
    }

    /**
     * Most workspace that all runs together may use. Beside it every thread has a scratch of 20 KiB.
     *
     * @return bytes
     */
    public long workspaceLimit() {
        return workspaces.limit();
    }

    /**
     * Workspace that runs use now.
     *
     * @return bytes, never above the limit
     */
    public long workspaceInUse() {
        return workspaces.inUse();
    }

    /**
     * {@code C = alpha·op(A)·op(B) + beta·C}.
     *
     * <p>op(A) is m×k, op(B) k×n, C m×n. A is stored m×k, or k×m if transposed; B k×n, or n×k. C may not share an element
     * with A or B. If beta is 0, C is not read; if alpha or k is 0, A and B are not.
     *
     * <p>Sums are fp32 fused multiply-adds in the order of k, in blocks of kc that are added up in order; so componentwise
     * {@code |error| ≤ γ(kc + ⌈k/kc⌉ + 3)·(|alpha|·|op(A)|·|op(B)| + |beta·C|)} with {@code γ(t) = t·2⁻²⁴/(1 − t·2⁻²⁴)}, no
     * larger than γ(k + 3). (One row or column, or scalar kernels: γ(k + 3).) Products of integers are exact while the sums of
     * absolute values stay below 2²⁴. NaN and infinities propagate as in IEEE 754; subnormal numbers are kept.
     *
     * <p>Source: Goto, van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008.
     *
     * @param transA whether A is stored transposed
     * @param transB whether B is stored transposed
     * @param m rows of C
     * @param n columns of C
     * @param k length of the sums
     * @param alpha factor of the product
     * @param a A
     * @param aOffset first element of A
     * @param lda elements from one stored row of A to the next
     * @param b B
     * @param bOffset first element of B
     * @param ldb elements from one stored row of B to the next
     * @param beta factor of the old C; 0 does not read it
     * @param c C
     * @param cOffset first element of C
     * @param ldc elements from one row of C to the next
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if a size is negative, a leading dimension below its row, or C overlaps an operand
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void sgemm(
            Transpose transA,
            Transpose transB,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int aOffset,
            int lda,
            float[] b,
            int bOffset,
            int ldb,
            float beta,
            float[] c,
            int cOffset,
            int ldc) {
        GemmChecks.product(transA, transB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc);
        GemmRun run = gemmRuns.begin();
        try {
            run.a.set(a, aOffset, lda, transA.isTransposed());
            run.b.set(b, bOffset, ldb, transB.isTransposed());
            run.c.set(c, cOffset, ldc, false);
            gemmRuns.execute(run, m, n, k, alpha, beta);
        } finally {
            gemmRuns.end(run);
        }
    }

    /**
     * {@code C = alpha·op(A)·op(B) + beta·C} on segments of fp32 in native byte order: heap, native or memory-mapped. As
     * {@link #sgemm(Transpose, Transpose, int, int, int, float, float[], int, int, float[], int, int, float, float[], int, int)}
     * otherwise. A segment confined to the calling thread keeps the run on that thread; one that is closed while the run is
     * under way is the caller's fault.
     *
     * @param transA whether A is stored transposed
     * @param transB whether B is stored transposed
     * @param m rows of C
     * @param n columns of C
     * @param k length of the sums
     * @param alpha factor of the product
     * @param a A
     * @param aOffset first element of A
     * @param lda elements from one stored row of A to the next
     * @param b B
     * @param bOffset first element of B
     * @param ldb elements from one stored row of B to the next
     * @param beta factor of the old C; 0 does not read it
     * @param c C, writable
     * @param cOffset first element of C
     * @param ldc elements from one row of C to the next
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if a size is negative, a leading dimension below its row, C read-only, or C overlaps an
     *     operand
     * @throws IndexOutOfBoundsException if a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed
     */
    public void sgemm(
            Transpose transA,
            Transpose transB,
            int m,
            int n,
            int k,
            float alpha,
            MemorySegment a,
            long aOffset,
            int lda,
            MemorySegment b,
            long bOffset,
            int ldb,
            float beta,
            MemorySegment c,
            long cOffset,
            int ldc) {
        GemmChecks.product(transA, transB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc);
        GemmRun run = gemmRuns.begin();
        try {
            run.a.set(a, aOffset, lda, transA.isTransposed());
            run.b.set(b, bOffset, ldb, transB.isTransposed());
            run.c.set(c, cOffset, ldc, false);
            gemmRuns.execute(run, m, n, k, alpha, beta);
        } finally {
            gemmRuns.end(run);
        }
    }

    /**
     * The same product for each of a batch: operands lie a stride apart. A stride of 0 uses one A or B for all. Same bits as
     * that many calls of sgemm.
     *
     * @param transA whether the As are stored transposed
     * @param transB whether the Bs are stored transposed
     * @param m rows of a C
     * @param n columns of a C
     * @param k length of the sums
     * @param alpha factor of the products
     * @param a the As
     * @param aOffset first element of the first A
     * @param lda elements from one stored row of an A to the next
     * @param strideA elements from one A to the next, 0 or more
     * @param b the Bs
     * @param bOffset first element of the first B
     * @param ldb elements from one stored row of a B to the next
     * @param strideB elements from one B to the next, 0 or more
     * @param beta factor of the old Cs; 0 does not read them
     * @param c the Cs
     * @param cOffset first element of the first C
     * @param ldc elements from one row of a C to the next
     * @param strideC elements from one C to the next, at least a whole C
     * @param batch number of products
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if a size or stride is negative, a leading dimension below its row, or Cs overlap each
     *     other or an operand
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void sgemmStridedBatched(
            Transpose transA,
            Transpose transB,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int aOffset,
            int lda,
            int strideA,
            float[] b,
            int bOffset,
            int ldb,
            int strideB,
            float beta,
            float[] c,
            int cOffset,
            int ldc,
            int strideC,
            int batch) {
        GemmChecks.stridedBatch(
                transA, transB, m, n, k, a, aOffset, lda, strideA, b, bOffset, ldb, strideB, c, cOffset, ldc, strideC,
                batch);
        BatchRun run = batchRuns.begin();
        try {
            run.strided(a, aOffset, strideA, b, bOffset, strideB, c, cOffset, strideC);
            batchRuns.execute(run, batch, transA, transB, m, n, k, alpha, lda, ldb, beta, ldc);
        } finally {
            batchRuns.end(run);
        }
    }

    /**
     * The same product for each of a batch: every operand an array of its own, from its first element. Same bits as that many
     * calls of sgemm.
     *
     * @param transA whether the As are stored transposed
     * @param transB whether the Bs are stored transposed
     * @param m rows of a C
     * @param n columns of a C
     * @param k length of the sums
     * @param alpha factor of the products
     * @param a the As
     * @param lda elements from one stored row of an A to the next
     * @param b the Bs, as many
     * @param ldb elements from one stored row of a B to the next
     * @param beta factor of the old Cs; 0 does not read them
     * @param c the Cs, as many, each another array
     * @param ldc elements from one row of a C to the next
     * @throws NullPointerException if an argument or an operand is null
     * @throws IllegalArgumentException if a size is negative, a leading dimension below its row, the arrays differ in number,
     *     or a C is an operand or another C
     * @throws IndexOutOfBoundsException if an array is too short
     * @throws IllegalStateException if the engine is closed
     */
    public void sgemmBatched(
            Transpose transA,
            Transpose transB,
            int m,
            int n,
            int k,
            float alpha,
            float[][] a,
            int lda,
            float[][] b,
            int ldb,
            float beta,
            float[][] c,
            int ldc) {
        GemmChecks.pointerBatch(transA, transB, m, n, k, a, lda, b, ldb, c, ldc);
        BatchRun run = batchRuns.begin();
        try {
            run.pointers(a, b, c);
            batchRuns.execute(run, a.length, transA, transB, m, n, k, alpha, lda, ldb, beta, ldc);
        } finally {
            batchRuns.end(run);
        }
    }

    /**
     * {@code y = alpha·op(A)·x + beta·y}.
     *
     * <p>A is stored rows×cols; op(A) is A or its transpose. The matrix is read once, as it lies, in its order. Not transposed,
     * an element of y is the sum over two vectors of partial sums, then a fixed tree; transposed, the sum in order. So
     * {@code |error| ≤ γ(k + 3)·(|alpha|·|op(A)|·|x| + |beta·y|)} with k the length of x.
     *
     * @param trans whether A is used transposed
     * @param rows rows of A as it is stored
     * @param cols columns of A as it is stored
     * @param alpha factor of the product
     * @param a A
     * @param aOffset first element of A
     * @param lda elements from one row of A to the next
     * @param x vector of cols numbers, of rows numbers if transposed
     * @param xOffset first element of x
     * @param incX elements from one number of x to the next, 1 or more
     * @param beta factor of the old y; 0 does not read it
     * @param y vector of rows numbers, of cols numbers if transposed; shares no element with A or x
     * @param yOffset first element of y
     * @param incY elements from one number of y to the next, 1 or more
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if a size is negative, lda below cols, an increment below 1, or y overlaps A or x
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void sgemv(
            Transpose trans,
            int rows,
            int cols,
            float alpha,
            float[] a,
            int aOffset,
            int lda,
            float[] x,
            int xOffset,
            int incX,
            float beta,
            float[] y,
            int yOffset,
            int incY) {
        GemmChecks.matrixVector(trans, rows, cols, a, aOffset, lda, x, xOffset, incX, y, yOffset, incY);
        GemmRun run = gemmRuns.begin();
        try {
            boolean transposed = trans.isTransposed();
            run.a.set(a, aOffset, lda, transposed);
            run.b.set(x, xOffset, incX, false);
            run.c.set(y, yOffset, incY, false);
            gemmRuns.execute(run, transposed ? cols : rows, 1, transposed ? rows : cols, alpha, beta);
        } finally {
            gemmRuns.end(run);
        }
    }

    /**
     * {@code y = alpha·op(A)·x + beta·y} on segments of fp32 in native byte order, as
     * {@link #sgemv(Transpose, int, int, float, float[], int, int, float[], int, int, float, float[], int, int)}. A matrix in
     * native or mapped memory is read as it is.
     *
     * @param trans whether A is used transposed
     * @param rows rows of A as it is stored
     * @param cols columns of A as it is stored
     * @param alpha factor of the product
     * @param a A
     * @param aOffset first element of A
     * @param lda elements from one row of A to the next
     * @param x vector of cols numbers, of rows numbers if transposed
     * @param xOffset first element of x
     * @param incX elements from one number of x to the next, 1 or more
     * @param beta factor of the old y; 0 does not read it
     * @param y vector of rows numbers, of cols numbers if transposed; shares no element with A or x
     * @param yOffset first element of y
     * @param incY elements from one number of y to the next, 1 or more
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if a size is negative, lda below cols, an increment below 1, y read-only, or y overlaps
     *     A or x
     * @throws IndexOutOfBoundsException if a segment is too short or an offset negative
     * @throws IllegalStateException if the engine or a segment is closed
     */
    public void sgemv(
            Transpose trans,
            int rows,
            int cols,
            float alpha,
            MemorySegment a,
            long aOffset,
            int lda,
            MemorySegment x,
            long xOffset,
            int incX,
            float beta,
            MemorySegment y,
            long yOffset,
            int incY) {
        GemmChecks.matrixVector(trans, rows, cols, a, aOffset, lda, x, xOffset, incX, y, yOffset, incY);
        GemmRun run = gemmRuns.begin();
        try {
            boolean transposed = trans.isTransposed();
            run.a.set(a, aOffset, lda, transposed);
            run.b.set(x, xOffset, incX, false);
            run.c.set(y, yOffset, incY, false);
            gemmRuns.execute(run, transposed ? cols : rows, 1, transposed ? rows : cols, alpha, beta);
        } finally {
            gemmRuns.end(run);
        }
    }

    /**
     * Packs a constant op(B) once, for products that use it often.
     *
     * @param transB whether B is stored transposed, n×k
     * @param k rows of op(B)
     * @param n columns of op(B)
     * @param b B; not needed afterwards
     * @param bOffset first element of B
     * @param ldb elements from one stored row of B to the next
     * @return the packed matrix
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if a size is negative, ldb below its row, or the panels take more than an array holds
     * @throws IndexOutOfBoundsException if the array is too short or the offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public PackedMatrix pack(Transpose transB, int k, int n, float[] b, int bOffset, int ldb) {
        GemmChecks.packing(transB, k, n);
        boolean transposed = transB.isTransposed();
        Checks.matrix(b, bOffset, transposed ? n : k, transposed ? k : n, ldb, "b");
        Operand operand = new Operand();
        operand.set(b, bOffset, ldb, transposed);
        return PackedMatrix.pack(this, operand, k, n);
    }

    /**
     * Packs a constant op(B) in a segment of fp32 in native byte order.
     *
     * @param transB whether B is stored transposed, n×k
     * @param k rows of op(B)
     * @param n columns of op(B)
     * @param b B; not needed afterwards
     * @param bOffset first element of B
     * @param ldb elements from one stored row of B to the next
     * @return the packed matrix
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if a size is negative, ldb below its row, or the panels take more than an array holds
     * @throws IndexOutOfBoundsException if the segment is too short or the offset negative
     * @throws IllegalStateException if the engine or the segment is closed
     */
    public PackedMatrix pack(Transpose transB, int k, int n, MemorySegment b, long bOffset, int ldb) {
        GemmChecks.packing(transB, k, n);
        boolean transposed = transB.isTransposed();
        Checks.matrix(b, bOffset, transposed ? n : k, transposed ? k : n, ldb, "b");
        Operand operand = new Operand();
        operand.set(b, bOffset, ldb, transposed);
        return PackedMatrix.pack(this, operand, k, n);
    }

    /**
     * {@code C = (A − Z_a)·(op(B) − Z_b)} of 8-bit numbers: {@code c[i][j] = Σₚ (a[i][p] − Z_a[i])·(b[p][j] − Z_b[j])} as 32-bit integers.
     *
     * <p>A is m×k, op(B) k×n, C m×n, row-major. Sums are exact, modulo 2³² where they do not fit an int; they always fit while {@code k·255·255} is
     * below 2³¹. So bits depend on nothing but the arguments. This call packs B and allocates for that, a byte an element; B that stays the same is
     * packed once by {@link #pack(QuantizedType, Transpose, int, int, byte[], int, int)}, and a layer that requantises, or whose runs must allocate
     * nothing, is a {@link #quantizedLinear}.
     *
     * @param transB whether B is stored transposed, n×k
     * @param m rows of A and C
     * @param n columns of op(B) and C
     * @param k length of the sums
     * @param aType type of A's elements
     * @param a A, not transposed
     * @param aOffset first element of A
     * @param lda elements from one row of A to the next
     * @param aZeroPoints Z_a, one for all or one for each row
     * @param bType type of B's elements
     * @param b B
     * @param bOffset first element of B
     * @param ldb elements from one stored row of B to the next
     * @param bZeroPoints Z_b, one for all or one for each column
     * @param c C
     * @param cOffset first element of C
     * @param ldc elements from one row of C to the next
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if a size is negative, a leading dimension below its row, zero points are neither one nor as many as
     *     rows or columns, one is not in the range of its type, or B takes more than an array holds
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void int8Gemm(
            Transpose transB,
            int m,
            int n,
            int k,
            QuantizedType aType,
            byte[] a,
            int aOffset,
            int lda,
            int[] aZeroPoints,
            QuantizedType bType,
            byte[] b,
            int bOffset,
            int ldb,
            int[] bZeroPoints,
            int[] c,
            int cOffset,
            int ldc) {
        Checks.notNull(bType, "bType");
        Int8Gemm.check(m, n, k, aType, a, aOffset, lda, aZeroPoints, bType, bZeroPoints, c, cOffset, ldc);
        QuantizedMatrix packed = pack(bType, transB, k, n, b, bOffset, ldb);
        Int8Gemm.run(this, m, aType, a, aOffset, lda, aZeroPoints, packed, bZeroPoints, c, cOffset, ldc);
    }

    /**
     * {@code C = (A − Z_a)·(B − Z_b)} of 8-bit numbers with a B that is packed, n and k being its columns and rows, as
     * {@link #int8Gemm(Transpose, int, int, int, QuantizedType, byte[], int, int, int[], QuantizedType, byte[], int, int, int[], int[], int, int)}. It
     * allocates three ints a column.
     *
     * @param m rows of A and C
     * @param aType type of A's elements
     * @param a A, not transposed
     * @param aOffset first element of A
     * @param lda elements from one row of A to the next
     * @param aZeroPoints Z_a, one for all or one for each row
     * @param b B
     * @param bZeroPoints Z_b, one for all or one for each column
     * @param c C
     * @param cOffset first element of C
     * @param ldc elements from one row of C to the next
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if m is negative, a leading dimension below its row, zero points are neither one nor as many as rows
     *     or columns, or one is not in the range of its type
     * @throws IndexOutOfBoundsException if an array is too short or an offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public void int8Gemm(
            int m,
            QuantizedType aType,
            byte[] a,
            int aOffset,
            int lda,
            int[] aZeroPoints,
            QuantizedMatrix b,
            int[] bZeroPoints,
            int[] c,
            int cOffset,
            int ldc) {
        Checks.notNull(b, "b");
        Int8Gemm.check(
                m, b.cols(), b.rows(), aType, a, aOffset, lda, aZeroPoints, b.type(), bZeroPoints, c, cOffset, ldc);
        Int8Gemm.run(this, m, aType, a, aOffset, lda, aZeroPoints, b, bZeroPoints, c, cOffset, ldc);
    }

    /**
     * Packs a constant op(B) of 8-bit numbers.
     *
     * @param type type of the elements
     * @param transB whether B is stored transposed, n×k
     * @param k rows of op(B)
     * @param n columns of op(B)
     * @param b B; not needed afterwards
     * @param bOffset first element of B
     * @param ldb elements from one stored row of B to the next
     * @return the packed matrix
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if a size is negative, ldb below its row, or the matrix takes more than an array holds
     * @throws IndexOutOfBoundsException if the array is too short or the offset negative
     * @throws IllegalStateException if the engine is closed
     */
    public QuantizedMatrix pack(QuantizedType type, Transpose transB, int k, int n, byte[] b, int bOffset, int ldb) {
        Checks.notNull(type, "type");
        GemmChecks.packing(transB, k, n);
        boolean transposed = transB.isTransposed();
        Checks.matrix(b, bOffset, transposed ? n : k, transposed ? k : n, ldb, "b");
        return QuantizedMatrix.pack(
                this,
                type,
                transposed,
                k,
                n,
                (row, target) -> System.arraycopy(b, bOffset + row * ldb, target, 0, target.length));
    }

    /**
     * Packs a constant op(B) of 8-bit numbers in a segment.
     *
     * @param type type of the elements
     * @param transB whether B is stored transposed, n×k
     * @param k rows of op(B)
     * @param n columns of op(B)
     * @param b B; not needed afterwards
     * @param bOffset first element of B
     * @param ldb elements from one stored row of B to the next
     * @return the packed matrix
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if a size is negative, ldb below its row, or the matrix takes more than an array holds
     * @throws IndexOutOfBoundsException if the segment is too short or the offset negative
     * @throws IllegalStateException if the engine or the segment is closed
     */
    public QuantizedMatrix pack(
            QuantizedType type, Transpose transB, int k, int n, MemorySegment b, long bOffset, int ldb) {
        Checks.notNull(type, "type");
        GemmChecks.packing(transB, k, n);
        boolean transposed = transB.isTransposed();
        Checks.matrix(b, 1, bOffset, transposed ? n : k, transposed ? k : n, ldb, "b");
        return QuantizedMatrix.pack(
                this,
                type,
                transposed,
                k,
                n,
                (row, target) -> MemorySegment.copy(
                        b, ValueLayout.JAVA_BYTE, bOffset + (long) row * ldb, target, 0, target.length));
    }

    /**
     * Prepares a product that runs often.
     *
     * @param m rows of C
     * @param n columns of C
     * @param k length of the sums
     * @return a builder for a dense product without transposes, alpha 1, beta 0
     * @throws IllegalArgumentException if a size is negative
     */
    public Gemm.Builder gemm(int m, int n, int k) {
        return new Gemm.Builder(this, m, n, k);
    }

    /**
     * Prepares a fully connected layer.
     *
     * @param inFeatures length of an input
     * @param outFeatures length of an output
     * @return a builder
     * @throws IllegalArgumentException if a size is below 1
     */
    public Linear.Builder linear(int inFeatures, int outFeatures) {
        return new Linear.Builder(this, inFeatures, outFeatures);
    }

    /**
     * Prepares a fully connected layer of 8-bit numbers.
     *
     * @param inFeatures length of an input
     * @param outFeatures length of an output
     * @return a builder for outputs in floats
     * @throws IllegalArgumentException if a size is below 1
     */
    public QuantizedLinear.Builder quantizedLinear(int inFeatures, int outFeatures) {
        return new QuantizedLinear.Builder(this, inFeatures, outFeatures);
    }

    /**
     * Prepares a fully connected layer of floats with low-precision weights.
     *
     * @param inFeatures length of an input
     * @param outFeatures length of an output
     * @return a builder
     * @throws IllegalArgumentException if a size is below 1
     */
    public WeightOnlyLinear.Builder weightOnlyLinear(int inFeatures, int outFeatures) {
        return new WeightOnlyLinear.Builder(this, inFeatures, outFeatures);
    }

    /**
     * Prepares a convolution.
     *
     * @param shape its sizes
     * @return a builder for NHWC, no epilogue, accuracy STANDARD
     * @throws NullPointerException if it is null
     */
    public Conv2d.Builder conv2d(ConvShape shape) {
        return new Conv2d.Builder(this, shape);
    }

    /**
     * Prepares a convolution of 8-bit numbers.
     *
     * @param shape its sizes
     * @return a builder for NHWC and outputs in floats
     * @throws NullPointerException if it is null
     */
    public QuantizedConv2d.Builder quantizedConv2d(ConvShape shape) {
        return new QuantizedConv2d.Builder(this, shape);
    }

    /**
     * Functions of single elements, and of pairs of them.
     *
     * @return the operators, on this engine's threads
     */
    public Pointwise pointwise() {
        return pointwise;
    }

    /**
     * Prepares a recurrent layer.
     *
     * @param cell what it is made of
     * @param inputSize length of an input
     * @param hiddenSize length of a gate
     * @return a builder for a forward layer without bias, with the cell's usual functions
     * @throws NullPointerException if the cell is null
     * @throws IllegalArgumentException if a size is below 1
     */
    public Recurrent.Builder recurrent(RecurrentCell cell, int inputSize, int hiddenSize) {
        return new Recurrent.Builder(this, cell, inputSize, hiddenSize);
    }

    /**
     * Prepares a rotary position embedding.
     *
     * @param headSize length of a head
     * @param positions positions that tokens may be at, from 0 on
     * @return a builder that rotates all of a head, in halves, with base 10000
     * @throws IllegalArgumentException if a size is below 1
     */
    public RotaryEmbedding.Builder rotaryEmbedding(int headSize, int positions) {
        return new RotaryEmbedding.Builder(this, headSize, positions);
    }

    /**
     * Prepares an attention.
     *
     * @param heads heads of queries
     * @param headSize length of a head of queries and of keys
     * @return a builder for as many heads of keys and values, without mask
     * @throws IllegalArgumentException if a size is below 1
     */
    public Attention.Builder attention(int heads, int headSize) {
        return new Attention.Builder(this, heads, headSize);
    }

    /**
     * Softmax and normalisations.
     *
     * @return the operators, on this engine's threads
     */
    public Normalization normalization() {
        return normalization;
    }

    /**
     * Transposes, pads, slices and other movements of elements.
     *
     * @return what prepares them, on this engine's threads
     */
    public DataMovement dataMovement() {
        return dataMovement;
    }

    /**
     * Pooling of images.
     *
     * @return the operators, on this engine's threads
     */
    public Pooling pooling() {
        return pooling;
    }

    /**
     * Sums, largest elements and others along dimensions.
     *
     * @return the operators, on this engine's threads
     */
    public Reductions reductions() {
        return reductions;
    }

    /**
     * Starts to describe a resizing of images.
     *
     * @param batch images
     * @param channels channels of an image
     * @param height rows of the input
     * @param width columns of the input
     * @return a builder for NHWC, linear interpolation, half-pixel coordinates
     * @throws IllegalArgumentException if a size is below 1, or there are too many elements
     */
    public Resize.Builder resize(int batch, int channels, int height, int width) {
        return new Resize.Builder(resizeRuns, batch, channels, height, width);
    }

    /**
     * Prepares a transposed convolution.
     *
     * @param shape its sizes
     * @return a builder for NHWC, no bias, no activation, accuracy STANDARD
     * @throws NullPointerException if it is null
     */
    public ConvTranspose2d.Builder convTranspose2d(ConvTransposeShape shape) {
        return new ConvTranspose2d.Builder(this, shape);
    }

    /** Waits for runs under way, then ends the engine's own threads. Later calls throw IllegalStateException. */
    @Override
    public void close() {
        usage.close();
        parallel.close();
    }
}
