import java.util.List;
import java.util.stream.IntStream;

/**
 * Source that takes one of the weights out of every int. It is written out where it is needed: a method for it that C2 has compiled by
 * itself may be called instead of inlined ever after, and then its vectors are allocated. {@code RowWidening} has the constants.
 */
final class Widening {
    private Widening() {}

    /**
     * Lines that declare a vector of floats. Bytes stay where their sign is the int's and are 2²⁴ times too large; four bits stay
     * where they are, the uppermost excepted.
     *
     * @param format name of the format
     * @param place which of the weights, from the lowest bits up
     * @param from variable that holds the ints
     * @param to variable that is declared
     */
    static List<String> lines(String format, int place, String from, String to) {
        return switch (format) {
            case "Bf16" ->
                declare(
                        to,
                        place == 0
                                ? from + ".lanewise(LSHL, 16).reinterpretAsFloats()"
                                : from + ".and(RowWidening.UPPER_HALF).reinterpretAsFloats()");
            case "Fp16" -> half(place == 0 ? from : from + ".lanewise(LSHR, 16)", to);
            case "Q4" ->
                declare(to, toFloats(place == 7 ? from + ".lanewise(LSHR, 28)" : from + ".and(m" + place + ")"));
            default ->
                declare(
                        to,
                        toFloats(
                                switch (place) {
                                    case 0 -> from + ".lanewise(LSHL, 24)";
                                    case 3 -> from + ".and(RowWidening.TOP_BYTE)";
                                    default ->
                                        from + ".lanewise(LSHL, " + (24 - 8 * place) + ").and(RowWidening.TOP_BYTE)";
                                }));
        };
    }

    /** Lines before the loop, as fewer calls in it are inlined more surely: masks of four bits. */
    static List<String> masks(String format, int first, int end) {
        return IntStream.range(first, format.equals("Q4") ? end : first)
                .mapToObj(place -> "IntVector m%d = IntVector.broadcast(INTS, 0xf << %d);".formatted(place, 4 * place))
                .toList();
    }

    /** The operators of {@code VectorOperators} that the lines name. */
    static String imports(String format) {
        String convert = "import static jdk.incubator.vector.VectorOperators.I2F;\n";
        String left = "import static jdk.incubator.vector.VectorOperators.LSHL;\n";
        String right = "import static jdk.incubator.vector.VectorOperators.LSHR;\n";
        return switch (format) {
            case "Bf16" -> left;
            case "Fp16" -> left + right;
            case "Q4" -> convert + right;
            default -> convert + left;
        };
    }

    private static List<String> declare(String to, String value) {
        return List.of("FloatVector " + to + " = " + value + ";");
    }

    private static String toFloats(String ints) {
        return "(FloatVector) " + ints + ".convert(I2F, 0)";
    }

    /** The fp16 number in the lower half of every int: its magnitude as the exponent and the fraction of an fp32 number, rebiased. */
    private static List<String> half(String from, String to) {
        return """
                IntVector @h = @FROM@;
                IntVector @m = @h.and(RowWidening.HALF_MAGNITUDE).lanewise(LSHL, RowWidening.TO_EXPONENT);
                IntVector @b = @m.reinterpretAsFloats().mul(RowWidening.REBIAS).reinterpretAsInts();
                VectorMask<Integer> @i = @m.lt(RowWidening.FIRST_INFINITE).not();
                @b = @b.blend(@b.or(RowWidening.INFINITE), @i);
                FloatVector @t = @b.or(@h.and(RowWidening.HALF_SIGN).lanewise(LSHL, 16)).reinterpretAsFloats();
                """.replace("@FROM@", from)
                .replaceAll("@([hmbi])", to + "$1")
                .replace("@t", to)
                .lines()
                .toList();
    }
}
