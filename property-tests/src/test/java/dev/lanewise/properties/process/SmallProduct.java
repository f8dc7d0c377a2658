package dev.lanewise.properties.process;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.Transpose;
import dev.lanewise.reference.ReferenceGemm;
import dev.lanewise.reference.ReferenceProduct;

/** Prints how many lanes the engine has, after two products that must be right. */
final class SmallProduct {
    private SmallProduct() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        int n = 19;
        float[] a = integers(n * n, 3);
        float[] b = integers(n * n, 5);
        float[] c = new float[n * n];
        for (int engines = 0; engines < 2; engines++) {
            try (Engine engine = Engine.builder().build()) {
                engine.sgemm(Transpose.NO, Transpose.YES, n, n, n, 1, a, 0, n, b, 0, n, 0, c, 0, n);
                ReferenceProduct expected =
                        ReferenceGemm.multiply(false, true, n, n, n, 1, a, 0, n, b, 0, n, 0, c, 0, n);
                for (int at = 0; at < c.length; at++) {
                    if (c[at] != expected.values()[at]) {
                        throw new AssertionError(
                                "element %d is %s; it must be %s".formatted(at, c[at], expected.values()[at]));
                    }
                }
                System.out.println("lanes " + engine.machine().lanes());
            }
        }
    }

    private static float[] integers(int length, int factor) {
        float[] values = new float[length];
        for (int at = 0; at < length; at++) {
            values[at] = at * factor % 17 - 8;
        }
        return values;
    }
}
