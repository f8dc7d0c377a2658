import java.util.ArrayList;
import java.util.List;

/**
 * The source of the tile that multiplies 8-bit numbers partly by Winograd's inner product: six elements of the sums at a
 * time, the middle two as {@code (a1 + b2)(a2 + b1)}.
 */
final class PairedTileSource {
    private static final int ROWS = 4;
    private static final int VECTORS = 4;
    private static final int GROUP = 6;

    private static final String CLASS = """
            package dev.lanewise.engine.kernels;

            import static dev.lanewise.engine.kernels.Lanes.FLOATS;

            import jdk.incubator.vector.FloatVector;

            /** Generated: sums of 4 rows × 4 vectors in registers. */
            final class VectorPairedTile {
                private VectorPairedTile() {}

                static void multiply(int groups, float[] a, int aOffset, float[] b, int bOffset, float[] tile) {
                    FloatVector zero = FloatVector.zero(FLOATS);
            @ZERO@
                    for (int g = 0; g < groups; g++) {
            @BODY@
                    }
            @STORE@
                }
            }
            """;

    private PairedTileSource() {}

    static String name() {
        return "VectorPairedTile";
    }

    static String source() {
        List<String> zero = new ArrayList<>();
        List<String> store = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < VECTORS; j++) {
                zero.add("FloatVector s%d_%d = zero;".formatted(i, j));
                store.add("s%d_%d.intoArray(tile, %d * FLOATS.length());".formatted(i, j, i * VECTORS + j));
            }
        }
        List<String> body = new ArrayList<>();
        single(body, 0);
        single(body, 1);
        pair(body, 2);
        single(body, 4);
        single(body, 5);
        return CLASS.replace("@ZERO@", GenerateKernels.indent(2, zero))
                .replace("@BODY@", GenerateKernels.indent(3, body))
                .replace("@STORE@", GenerateKernels.indent(2, store));
    }

    private static void single(List<String> lines, int k) {
        loadB(lines, k);
        for (int i = 0; i < ROWS; i++) {
            loadA(lines, i, k);
            for (int j = 0; j < VECTORS; j++) {
                lines.add("s%1$d_%2$d = v%1$d_%3$d.fma(w%3$d_%2$d, s%1$d_%2$d);".formatted(i, j, k));
            }
        }
        fence(lines, ROWS - 1);
    }

    private static void pair(List<String> lines, int k) {
        loadB(lines, k);
        loadB(lines, k + 1);
        for (int i = 0; i < ROWS; i++) {
            loadA(lines, i, k);
            loadA(lines, i, k + 1);
            for (int j = 0; j < VECTORS; j++) {
                lines.add("s%1$d_%2$d = v%1$d_%3$d.add(w%4$d_%2$d).fma(v%1$d_%4$d.add(w%3$d_%2$d), s%1$d_%2$d);"
                        .formatted(i, j, k, k + 1));
            }
            if (i == ROWS / 2 - 1) {
                fence(lines, i);
            }
        }
    }

    private static void loadA(List<String> lines, int i, int k) {
        lines.add("FloatVector v%d_%d = FloatVector.broadcast(FLOATS, a[aOffset + g * %d + %d]);"
                .formatted(i, k, GROUP * ROWS, k * ROWS + i));
    }

    private static void loadB(List<String> lines, int k) {
        for (int j = 0; j < VECTORS; j++) {
            lines.add(
                    "FloatVector w%d_%d = FloatVector.fromArray(FLOATS, b, bOffset + (g * %d + %d) * FLOATS.length());"
                            .formatted(k, j, GROUP * VECTORS, k * VECTORS + j));
        }
    }

    /**
     * C2 would load all of a group before it multiplies, and spill. It can't load what may have been stored just before:
     * with these stores 10 stack references in the loop and 134 GOP/s, without 70 and 93 (Zen 4, JDK 25.0.3). The tile is
     * written over at the end.
     */
    private static void fence(List<String> lines, int i) {
        lines.add("s%d_%d.intoArray(tile, 0);".formatted(i, VECTORS - 1));
    }
}
