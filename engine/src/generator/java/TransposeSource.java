import java.util.ArrayList;
import java.util.List;

/**
 * The source of transposes of blocks as high as a vector has lanes. A butterfly for every bit of the lane: rows that differ in
 * the bit exchange the lanes that differ in it, which takes one shuffle and one blend a row.
 *
 * @param lanes 4, 8 or 16
 */
record TransposeSource(int lanes) {
    private static final String CLASS = """
            package dev.lanewise.engine.kernels;

            import static dev.lanewise.engine.kernels.Lanes.FLOATS;

            import jdk.incubator.vector.FloatVector;
            import jdk.incubator.vector.VectorMask;
            import jdk.incubator.vector.VectorShuffle;

            /** Generated: transposes of blocks of @LANES@×@LANES@. */
            final class @NAME@ extends VectorTranspose {
            @FIELDS@
                @Override
                void blocks(int count, float[] source, int s, int sRow, float[] target, int t, int tRow) {
                    for (int i = 0; i < count; i++) {
                        int from = s + i * @LANES@;
                        int to = t + i * @LANES@ * tRow;
            @BODY@
                    }
                }
            }
            """;

    String name() {
        return "VectorTranspose" + lanes;
    }

    String source() {
        List<String> fields = new ArrayList<>();
        List<String> body = new ArrayList<>();
        for (int row = 0; row < lanes; row++) {
            body.add("FloatVector r%d = FloatVector.fromArray(FLOATS, source, from + %d * sRow);".formatted(row, row));
        }
        String before = "r";
        for (int bit = lanes / 2; bit > 0; bit /= 2) {
            int distance = bit;
            fields.add("private static final VectorShuffle<Float> SWAP%d = VectorShuffle.fromOp(FLOATS, i -> i ^ %d);"
                    .formatted(bit, distance));
            fields.add("private static final VectorMask<Float> SET%d = VectorMask.fromLong(FLOATS, %dL);"
                    .formatted(bit, lanesWith(bit)));
            String after = "s" + bit + "_";
            for (int row = 0; row < lanes; row++) {
                String own = before + row;
                String other = before + (row ^ bit) + ".rearrange(SWAP" + bit + ")";
                body.add("FloatVector %s%d = %s;"
                        .formatted(
                                after,
                                row,
                                (row & bit) == 0
                                        ? "%s.blend(%s, SET%d)".formatted(own, other, bit)
                                        : "%s.blend(%s, SET%d)".formatted(other, own, bit)));
            }
            before = after;
        }
        for (int row = 0; row < lanes; row++) {
            body.add("%s%d.intoArray(target, to + %d * tRow);".formatted(before, row, row));
        }
        return CLASS.replace("@LANES@", Integer.toString(lanes))
                .replace("@NAME@", name())
                .replace("@FIELDS@", GenerateKernels.indent(1, fields))
                .replace("@BODY@", GenerateKernels.indent(3, body));
    }

    private long lanesWith(int bit) {
        long mask = 0;
        for (int lane = 0; lane < lanes; lane++) {
            mask |= (lane & bit) == 0 ? 0 : 1L << lane;
        }
        return mask;
    }
}
