package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.EpilogueSpec;
import dev.lanewise.engine.kernels.FixedPoint;
import dev.lanewise.engine.kernels.QuantizeSpec;

/**
 * What becomes of exact sums.
 *
 * @param kind the type of C
 * @param spec factor of each column; for bytes zero point and range of q; null for ints
 * @param fixed for bytes, factors as integers in place of those of {@code spec}, or null
 * @param epilogue for floats, what follows the scaling, else null
 */
public record Int8Output(Kind kind, QuantizeSpec spec, FixedPoint fixed, EpilogueSpec epilogue) {

    /** The type of C. */
    public enum Kind {
        /** The sums themselves. */
        INTS,
        /** Requantised. */
        BYTES,
        /** Scaled. */
        FLOATS
    }
}
