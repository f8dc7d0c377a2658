package dev.lanewise.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceErfTest {
    private static final double RELATIVE_ERROR = 1e-13;

    @ParameterizedTest
    @CsvSource({
        "0.000001, 1.1283791670951364e-6, 0.999998871620832905",
        "0.1, 0.112462916018284898, 0.887537083981715102",
        "0.5, 0.520499877813046538, 0.479500122186953462",
        "1, 0.842700792949714869, 0.157299207050285131",
        "1.5, 0.966105146475310727, 0.0338948535246892729",
        "1.875, 0.99199005767011997, 0.0080099423298800297",
        "-0.75, -0.711155633653515132, 1.71115563365351513",
        "-2.5, -0.999593047982555041, 1.99959304798255504",
        "2, 0.995322265018952734, 0.00467773498104726584",
        "2.5, 0.999593047982555041, 0.00040695201744495894",
        "3, 0.999977909503001415, 0.0000220904969985854414",
        "4, 0.9999999845827421, 1.54172579002800189e-8",
        "6, 0.999999999999999978, 2.15197367124989131e-17",
        "9, 1.0, 4.13703174651381024e-37"
    })
    void knownValues(double x, double erf, double erfc) {
        assertEquals(erf, ReferenceErf.erf(x), Math.abs(erf) * RELATIVE_ERROR);
        assertEquals(erfc, ReferenceErf.erfc(x), Math.abs(erfc) * RELATIVE_ERROR);
    }

    @Test
    void seriesMeetsFraction() {
        double below = ReferenceErf.erfc(Math.nextDown(2.0));
        double above = ReferenceErf.erfc(2.0);
        assertEquals(below, above, above * RELATIVE_ERROR);
    }

    @Test
    void edges() {
        assertEquals(Double.NaN, ReferenceErf.erf(Double.NaN));
        assertEquals(Double.NaN, ReferenceErf.erfc(Double.NaN));
        assertEquals(1, ReferenceErf.erf(Double.POSITIVE_INFINITY));
        assertEquals(-1, ReferenceErf.erf(Double.NEGATIVE_INFINITY));
        assertEquals(0.0, ReferenceErf.erfc(Double.POSITIVE_INFINITY));
        assertEquals(2, ReferenceErf.erfc(Double.NEGATIVE_INFINITY));
        assertEquals(0.0, ReferenceErf.erf(0.0));
        assertEquals(-0.0, ReferenceErf.erf(-0.0));
    }
}
