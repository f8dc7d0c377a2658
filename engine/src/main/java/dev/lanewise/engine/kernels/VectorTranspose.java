package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

/** Square blocks in registers; what is left at the edges by plain loops. */
abstract class VectorTranspose extends ScalarTranspose {
    /** Transposes blocks side by side, as high and as wide as a vector. */
    abstract void blocks(int count, float[] source, int s, int sRow, float[] target, int t, int tRow);

    @Override
    public void transpose(int rows, int cols, float[] source, int s, int sRow, float[] target, int t, int tRow) {
        int lanes = FLOATS.length();
        int whole = cols / lanes;
        int done = whole * lanes;
        int i = 0;
        for (; whole > 0 && i + lanes <= rows; i += lanes) {
            blocks(whole, source, s + i * sRow, sRow, target, t + i, tRow);
        }
        if (i < rows) {
            super.transpose(rows - i, done, source, s + i * sRow, sRow, target, t + i, tRow);
        }
        if (done < cols) {
            super.transpose(rows, cols - done, source, s + done, sRow, target, t + done * tRow, tRow);
        }
    }
}
