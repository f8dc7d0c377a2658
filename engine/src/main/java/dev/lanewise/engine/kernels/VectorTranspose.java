package dev.lanewise.engine.kernels;

import static dev.lanewise.engine.kernels.Lanes.FLOATS;

/** Square blocks in registers, the last ones over those before them; matrices that are smaller than a block by plain loops. */
abstract class VectorTranspose extends ScalarTranspose {
    /** Transposes blocks side by side, as high and as wide as a vector. */
    abstract void blocks(int count, float[] source, int s, int sRow, float[] target, int t, int tRow);

    @Override
    public void transpose(int rows, int cols, float[] source, int s, int sRow, float[] target, int t, int tRow) {
        int lanes = FLOATS.length();
        if (rows < lanes || cols < lanes) {
            super.transpose(rows, cols, source, s, sRow, target, t, tRow);
            return;
        }
        int whole = cols / lanes;
        int last = cols - lanes;
        for (int i = 0; i < rows; i += lanes) {
            int row = Math.min(i, rows - lanes);
            int from = s + row * sRow;
            blocks(whole, source, from, sRow, target, t + row, tRow);
            if (whole * lanes < cols) {
                blocks(1, source, from + last, sRow, target, t + row + last * tRow, tRow);
            }
        }
    }
}
