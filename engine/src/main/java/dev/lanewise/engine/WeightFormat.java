package dev.lanewise.engine;

import dev.lanewise.engine.kernels.RowFormat;

/** How low-precision weights are stored; numbers are little-endian, rows dense. */
public enum WeightFormat {
    /** bfloat16: fp32 without the lower half of its bits. */
    BF16(RowFormat.BF16),

    /** IEEE 754 binary16. */
    FP16(RowFormat.FP16),

    /** Signed bytes with an fp32 scale for every row, kept apart: {@code w = S·q}. */
    INT8(RowFormat.INT8),

    /** GGUF's Q8_0: blocks of 32 in 34 bytes, an fp16 scale and 32 signed bytes: {@code w = S·q}. */
    Q8_0(RowFormat.Q8_0),

    /**
     * GGUF's Q4_0: blocks of 32 in 18 bytes, an fp16 scale and 16 bytes, whose lower halves are elements 0 to 15, their upper halves 16 to
     * 31: {@code w = S·(q − 8)}.
     */
    Q4_0(RowFormat.Q4_0);

    private final RowFormat rows;

    WeightFormat(RowFormat rows) {
        this.rows = rows;
    }

    /**
     * Elements that share a scale beside them; the length of a row is a multiple of it.
     *
     * @return 32, or 1 where there is none
     */
    public int block() {
        return rows.block();
    }

    /**
     * Length of a stored row.
     *
     * @param cols elements, a multiple of {@link #block()}
     * @return bytes
     * @throws IllegalArgumentException if {@code cols} is negative or no such multiple
     */
    public long rowBytes(int cols) {
        Checks.size(cols, "cols");
        if (cols % block() != 0) {
            throw new IllegalArgumentException(
                    "cols is " + cols + "; for " + this + " it must be a multiple of " + block());
        }
        return rows.bytes(cols);
    }

    RowFormat rows() {
        return rows;
    }
}
