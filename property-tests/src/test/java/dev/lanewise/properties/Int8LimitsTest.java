package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.Quantization;
import dev.lanewise.engine.QuantizedType;
import dev.lanewise.properties.support.EngineKind;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums of the largest products there are, of every length around the one where a float stops to be exact, and beyond an int. */
class Int8LimitsTest {
    @ParameterizedTest
    @CsvSource({
        "U8,255,0,U8,255,0",
        "U8,0,255,U8,0,255",
        "S8,-128,0,S8,-128,0",
        "S8,-128,127,S8,127,-128",
        "U8,255,0,S8,127,0",
        "U8,255,0,S8,-128,127",
        "S8,-128,0,U8,255,0",
        "S8,127,-128,U8,0,255"
    })
    void sums(QuantizedType typeX, int x, int zeroX, QuantizedType typeW, int w, int zeroW) {
        for (int k : new int[] {1, 257, 258, 259, 513, 514, 515, 1023, 1024, 1025, 1543, 33_026, 70_001}) {
            for (int rows : new int[] {1, 2, 4, 9}) {
                check(typeX, x, zeroX, typeW, w, zeroW, rows, k);
            }
        }
    }

    private static void check(
            QuantizedType typeX, int x, int zeroX, QuantizedType typeW, int w, int zeroW, int rows, int k) {
        int outputs = 3;
        byte[] xs = new byte[rows * k];
        byte[] ws = new byte[outputs * k];
        Arrays.fill(xs, (byte) x);
        Arrays.fill(ws, (byte) w);
        // odd, so that a float that lost its last bit shows
        xs[0] = (byte) (zeroX == x ? x : zeroX + (x > zeroX ? 1 : -1));
        int[] y = new int[rows * outputs];
        EngineKind.DEFAULT
                .engine()
                .quantizedLinear(k, outputs)
                .input(Quantization.perTensor(typeX, 1, zeroX))
                .weights(Quantization.perTensor(typeW, 1, zeroW), ws, 0, k)
                .toInts()
                .prepare()
                .run(rows, xs, 0, k, y, 0, outputs);
        int product = (x - zeroX) * (w - zeroW);
        int first = (x > zeroX ? 1 : -1) * (w - zeroW);
        for (int i = 0; i < y.length; i++) {
            assertEquals(i < outputs ? product * (k - 1) + first : product * k, y[i], "k = " + k + ", rows " + rows);
        }
    }
}
