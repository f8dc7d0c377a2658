package dev.lanewise.engine.kernels;

/** How a row of low-precision weights is stored. Numbers are little-endian. */
public enum RowFormat {
    /** The upper halves of fp32 numbers. */
    BF16(1, 2),
    /** IEEE 754 binary16. */
    FP16(1, 2),
    /** Signed bytes; the scale of a row is kept elsewhere. */
    INT8(1, 1),
    /** Blocks of an fp16 scale and 32 signed bytes. */
    Q8_0(32, 34),
    /** Blocks of an fp16 scale and 16 bytes: element i in the lower half of byte i, i + 16 in the upper, plus 8. */
    Q4_0(32, 18);

    /** Bytes of the scale before a block. */
    static final int SCALE_BYTES = 2;

    private final int block;
    private final int blockBytes;

    RowFormat(int block, int blockBytes) {
        this.block = block;
        this.blockBytes = blockBytes;
    }

    /**
     * Elements that are stored together; a row is whole blocks.
     *
     * @return 1 or 32
     */
    public int block() {
        return block;
    }

    /**
     * Length of elements.
     *
     * @param elements whole blocks
     * @return bytes
     */
    public long bytes(int elements) {
        return (long) elements / block * blockBytes;
    }
}
