package dev.lanewise.jmh;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.packing.Operand;
import dev.lanewise.engine.packing.PanelPacker;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Packing a block of A or B into micro-panels, of the bandwidth at which as much is copied. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 5,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class PackingBenchmark {

    /** Which operand. */
    public enum Side {
        /** Rows in panels. */
        A,
        /** Columns in panels. */
        B
    }

    /** Which operand. */
    @Param
    public Side side;

    /** Whether the operand is stored transposed. */
    @Param({"false", "true"})
    public boolean transposed;

    /** Rows of a block of A, columns of one of B; the odd ones leave a panel unfilled. */
    @Param({"96", "768", "3072", "771"})
    public int width;

    /** What is common to both operands. */
    @Param({"256", "253"})
    public int depth;

    private final PanelPacker packer = new PanelPacker();
    private final Operand operand = new Operand();
    private float[] source;
    private float[] target;
    private float[] copied;

    /** Makes the benchmark; JMH does. */
    public PackingBenchmark() {}

    /** Makes a matrix whose elements are all different, and checks every place of what is packed. */
    @Setup
    public void prepare() {
        source = new float[width * depth];
        for (int i = 0; i < source.length; i++) {
            source[i] = i;
        }
        boolean widthsTogether = side == Side.A ? transposed : !transposed;
        operand.set(source, 0, widthsTogether ? width : depth, transposed);
        target = new float[(width + panelWidth()) * depth];
        Arrays.fill(target, Float.NaN);
        requireCorrect(pack());
        copied = new float[2 * source.length];
    }

    /**
     * Packs one block.
     *
     * @param bandwidth takes the bytes read and written
     * @return the panels
     */
    @Benchmark
    public float[] pack(OfBandwidth bandwidth) {
        bandwidth.addCopying(copied);
        return pack();
    }

    /** Packs; the mirror test calls it as well. */
    float[] pack() {
        if (side == Side.A) {
            packer.packA(operand, 0, width, 0, depth, target, 0);
        } else {
            packer.packB(operand, 0, depth, 0, width, target, 0);
        }
        return target;
    }

    /** Panel by panel, in each the depth, in that the panel's width: {@code [panel][k][i]}. */
    void requireCorrect(float[] panels) {
        boolean widthsTogether = side == Side.A ? transposed : !transposed;
        int at = 0;
        for (int first = 0; first < width; first += panelWidth()) {
            int left = width - first;
            int height = side == Side.A && left < panelWidth() ? PanelPacker.panelHeight(left) : panelWidth();
            for (int k = 0; k < depth; k++) {
                for (int i = 0; i < height; i++) {
                    int j = first + i;
                    float expected = j >= width ? 0 : source[widthsTogether ? k * width + j : j * depth + k];
                    if (panels[at++] != expected) {
                        throw new AssertionError("panel of %s at width %d, depth %d is %s; it must be %s"
                                .formatted(side, j, k, panels[at - 1], expected));
                    }
                }
            }
        }
    }

    private int panelWidth() {
        return side == Side.A ? Kernels.PANEL_ROWS : Kernels.active().lanes();
    }
}
