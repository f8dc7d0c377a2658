package dev.lanewise.engine.drivers;

/**
 * Where the heads of a tensor lie in a matrix of their rows.
 *
 * @param heads heads of a token
 * @param size elements of a head
 * @param headsFirst whether tokens of a head follow each other, else heads of a token do
 */
public record AttentionHeads(int heads, int size, boolean headsFirst) {
    /**
     * Elements from one token to the next.
     *
     * @return the length of a row
     */
    public int ld() {
        return headsFirst ? size : heads * size;
    }

    /**
     * Row of the first token of a head.
     *
     * @param batch number of the sequence
     * @param head number of the head
     * @param tokens room for tokens of a sequence
     * @return the row
     */
    public int row(int batch, int head, int tokens) {
        return headsFirst ? (batch * heads + head) * tokens : batch * tokens;
    }

    /**
     * First column of a head.
     *
     * @param head number of the head
     * @return the column
     */
    public int col(int head) {
        return headsFirst ? 0 : head * size;
    }
}
