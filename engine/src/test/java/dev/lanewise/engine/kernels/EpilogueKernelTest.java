package dev.lanewise.engine.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.lanewise.engine.machine.Machine;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

/** Both kernels against the definition, written down once more, on blocks of every kind of shape. */
class EpilogueKernelTest {
    private static final int GUARD = 20;
    private static final float UNTOUCHED = 12345;

    private record Block(int rows, int cols, int gap, int row0, int col0) {
        int ldc() {
            return cols + gap;
        }
    }

    @Test
    void tailsOfEveryLength() {
        for (int cols = 1; cols <= 50; cols++) {
            for (int rows : new int[] {1, 2, 7}) {
                check(new Block(rows, cols, cols % 3, 3, 5), cols);
            }
        }
    }

    @Test
    void manyRows() {
        for (int cols : new int[] {1, 3, 8, 16, 24, 33}) {
            check(new Block(300, cols, 0, 0, 0), cols);
            check(new Block(300, cols, 2, 1, 7), cols);
            // rows that fall into the same sets of the cache
            check(new Block(37, cols, 256 - cols, 2, 1), cols);
        }
    }

    @Test
    void longRows() {
        check(new Block(1, 10_000, 0, 2, 3), 1);
        check(new Block(3, 4111, 5, 0, 0), 2);
    }

    @Test
    void columnOfNeighbours() {
        for (int rows = 1; rows <= 40; rows++) {
            check(new Block(rows, 1, 0, 4, 6), rows);
        }
    }

    @Test
    void emptyBlocks() {
        check(new Block(0, 5, 0, 0, 0), 0);
        check(new Block(5, 0, 1, 0, 0), 0);
    }

    @Test
    void absentTermsKeepTheSignOfZero() {
        EpilogueSpec spec = new EpilogueSpec(1, null, null, null, 0, 0, ActivationKind.RELU, 0, 0);
        float[] biased = new float[37];
        Arrays.fill(biased, -0f);
        for (EpilogueKernel kernel : kernels()) {
            float[] c = biased.clone();
            kernel.apply(spec, c, 0, 37, 1, 37, 0, 0);
            assertSame(biased, c, spec);
            EpilogueSpec rows = new EpilogueSpec(1, null, new float[] {-0f}, null, 0, 0, ActivationKind.NONE, 0, 0);
            kernel.apply(rows, c, 0, 37, 1, 37, 0, 0);
            assertSame(biased, c, rows);
        }
    }

    @Test
    void knowsWhatIsAnIdentity() {
        assertTrue(EpilogueSpec.IDENTITY.isIdentity());
        assertTrue(!new EpilogueSpec(2, null, null, null, 0, 0, ActivationKind.NONE, 0, 0).isIdentity());
        assertTrue(!new EpilogueSpec(1, null, null, new float[1], 0, 1, ActivationKind.NONE, 0, 0).isIdentity());
        assertTrue(!new EpilogueSpec(1, null, null, null, 0, 0, ActivationKind.RELU, 0, 0).isIdentity());
    }

    /** Once compiled, nothing is boxed; vectors wider than the CPU's always are. */
    @Test
    void allocatesNothing() {
        int lanes = Machine.host().lanes();
        assumeTrue(lanes > 1 && lanes <= FloatVector.SPECIES_PREFERRED.length());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long deadline = System.nanoTime() + 60_000_000_000L;
        long allocated;
        do {
            long before = threads.getCurrentThreadAllocatedBytes();
            long nothing = threads.getCurrentThreadAllocatedBytes() - before;
            before = threads.getCurrentThreadAllocatedBytes();
            applyEverything();
            allocated = threads.getCurrentThreadAllocatedBytes() - before - nothing;
        } while (allocated > 0 && System.nanoTime() < deadline);
        assertEquals(0, allocated);
    }

    private final float[] c = new float[64 * 64];
    private final EpilogueSpec[] everything = everything(new float[64]);

    private void applyEverything() {
        for (int repeat = 0; repeat < 50; repeat++) {
            for (EpilogueSpec spec : everything) {
                VectorEpilogue.INSTANCE.apply(spec, c, 0, 32, 40, 31, 0, 0);
                VectorEpilogue.INSTANCE.apply(spec, c, 0, 64, 1, 64, 0, 0);
            }
        }
    }

    private static EpilogueSpec[] everything(float[] bias) {
        List<EpilogueSpec> all = new ArrayList<>();
        for (ActivationKind kind : ActivationKind.values()) {
            all.add(new EpilogueSpec(1, null, null, null, 0, 0, kind, -1, 1));
            all.add(new EpilogueSpec(0.5f, bias, bias, new float[4096], 0, 64, kind, -1, 1));
        }
        return all.toArray(EpilogueSpec[]::new);
    }

    /** Every combination of terms, of an activation each. */
    private static void check(Block block, int seed) {
        Random random = new Random(seed);
        ActivationKind[] kinds = ActivationKind.values();
        for (int terms = 0; terms < 16; terms++) {
            ActivationKind kind = kinds[(seed + terms) % kinds.length];
            EpilogueSpec spec = spec(block, terms, kind, random);
            float[] before = numbers(random, GUARD + block.rows() * block.ldc() + GUARD);
            float[] expected = before.clone();
            for (int i = 0; i < block.rows(); i++) {
                for (int j = 0; j < block.cols(); j++) {
                    int at = GUARD + i * block.ldc() + j;
                    expected[at] = defined(spec, before[at], terms, block.row0() + i, block.col0() + j);
                }
            }
            for (EpilogueKernel kernel : kernels()) {
                float[] actual = before.clone();
                kernel.apply(spec, actual, GUARD, block.ldc(), block.rows(), block.cols(), block.row0(), block.col0());
                assertSame(expected, actual, kernel + " " + block + " " + kind + " terms " + terms);
            }
        }
    }

    private static EpilogueSpec spec(Block block, int terms, ActivationKind kind, Random random) {
        int ld = block.col0() + block.cols() + 1;
        return new EpilogueSpec(
                (terms & 1) == 0 ? 1 : 0.7f,
                (terms & 2) == 0 ? null : numbers(random, block.col0() + block.cols()),
                (terms & 4) == 0 ? null : numbers(random, block.row0() + block.rows()),
                (terms & 8) == 0 ? null : numbers(random, 3 + (block.row0() + block.rows()) * ld),
                3,
                ld,
                kind,
                -0.5f,
                2);
    }

    private static float defined(EpilogueSpec spec, float c, int terms, int row, int col) {
        float sum = (terms & 2) == 0 ? spec.scale * c : Math.fma(spec.scale, c, spec.columnTerms[col]);
        if ((terms & 4) != 0) {
            sum += spec.rowTerms[row];
        }
        if ((terms & 8) != 0) {
            sum += spec.residual[3 + row * spec.residualLd + col];
        }
        return ScalarActivation.apply(spec.kind, spec.first, spec.second, sum);
    }

    private static EpilogueKernel[] kernels() {
        return Machine.host().isScalar()
                ? new EpilogueKernel[] {ScalarEpilogue.INSTANCE}
                : new EpilogueKernel[] {ScalarEpilogue.INSTANCE, VectorEpilogue.INSTANCE};
    }

    /** Mostly moderate, some of any bits; NaN is left out, as it would hide an element that is not touched. */
    private static float[] numbers(Random random, int length) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            float any =
                    random.nextInt(8) == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) random.nextGaussian() * 4;
            numbers[i] = Float.isNaN(any) ? UNTOUCHED : any;
        }
        return numbers;
    }

    private static void assertSame(float[] expected, float[] actual, Object what) {
        for (int i = 0; i < expected.length; i++) {
            if (Float.floatToIntBits(expected[i]) != Float.floatToIntBits(actual[i])) {
                assertEquals(expected[i], actual[i], "element " + i + " of " + what);
            }
        }
    }
}
