package dev.lanewise.engine.kernels;

/** What recurrent cells do with their gates once these are known. All implementations give the same bits. */
public interface GateKernel {
    /**
     * {@code y = fma(a, b, y)}.
     *
     * @param count length of the vectors
     * @param a left factors
     * @param aAt the first of them
     * @param b right factors
     * @param bAt the first of them
     * @param y what is added to
     * @param yAt the first of them
     */
    void multiplyAdd(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt);

    /**
     * The cell of an LSTM: {@code c = fma(f, c, i·g)}.
     *
     * @param count length of the vectors
     * @param gates holds the gates
     * @param f the first forget gate
     * @param i the first input gate
     * @param g the first candidate
     * @param c the cell
     * @param cAt its first element
     */
    void remember(int count, float[] gates, int f, int i, int g, float[] c, int cAt);

    /**
     * The state of a GRU: {@code h = fma(z, h, (1 − z)·n)}.
     *
     * @param count length of the vectors
     * @param gates holds the gates
     * @param z the first update gate
     * @param n the first candidate
     * @param h the state
     * @param hAt its first element
     */
    void mix(int count, float[] gates, int z, int n, float[] h, int hAt);
}
