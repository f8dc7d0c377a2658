package dev.lanewise.properties.input;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A call made wrong in one way, and how it is refused.
 *
 * @param <C> the call, valid until it is changed
 * @param what names the case
 * @param change makes the call wrong
 * @param type the exception, exactly
 * @param says what its message must contain
 */
record Refusal<C>(String what, Consumer<C> change, Class<? extends RuntimeException> type, List<String> says) {

    static <C> Refusal<C> missing(String argument, Consumer<C> change) {
        return new Refusal<>(argument + " is null", change, NullPointerException.class, List.of(argument));
    }

    static <C> Refusal<C> illegal(String what, Consumer<C> change, String... says) {
        return new Refusal<>(what, change, IllegalArgumentException.class, List.of(says));
    }

    static <C> Refusal<C> outside(String what, Consumer<C> change, String... says) {
        return new Refusal<>(what, change, IndexOutOfBoundsException.class, List.of(says));
    }

    static <C> Refusal<C> illegalState(String what, Consumer<C> change, String... says) {
        return new Refusal<>(what, change, IllegalStateException.class, List.of(says));
    }

    /** Makes the call and checks that it is refused, and that the arrays keep every bit. */
    void check(C call, Consumer<C> run, float[]... untouched) {
        change.accept(call);
        int[][] before = bits(untouched);
        RuntimeException e = assertThrowsExactly(type, () -> run.accept(call), what);
        assertNotNull(e.getMessage(), what);
        for (String word : says) {
            assertTrue(contains(e.getMessage(), word), () -> "no '" + word + "' in: " + e.getMessage());
        }
        int[][] after = bits(untouched);
        for (int i = 0; i < before.length; i++) {
            assertArrayEquals(before[i], after[i], "an array was written");
        }
    }

    /** As a word, not inside of another. */
    private static boolean contains(String message, String word) {
        return message.matches("(?s)(.*[^\\w-])?" + Pattern.quote(word) + "([^\\w].*)?");
    }

    private static int[][] bits(float[][] arrays) {
        int[][] bits = new int[arrays.length][];
        for (int i = 0; i < arrays.length; i++) {
            bits[i] = new int[arrays[i].length];
            for (int at = 0; at < arrays[i].length; at++) {
                bits[i][at] = Float.floatToRawIntBits(arrays[i][at]);
            }
        }
        return bits;
    }

    @Override
    public String toString() {
        return what;
    }
}
