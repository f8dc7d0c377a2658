package dev.lanewise.engine.packing;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.WinogradTransform;

/**
 * Weights after Winograd's transform G·g·Gᵀ, for every point a matrix of input × output channels, packed for the
 * micro-kernels. Computed in double precision, rounded once.
 *
 * @param array panels, {@code [point][kc block][panel][k][lanes]}
 * @param inChannels rows of a matrix, whole vectors
 * @param outChannels columns of a matrix, whole vectors
 * @param kc rows of a block
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record WinogradWeights(float[] array, int inChannels, int outChannels, int kc) {
    private static final int LANES = Kernels.active().lanes();

    /**
     * Transforms weights.
     *
     * @param weights {@code [outChannels][inChannels][kernelHeight][kernelWidth]}
     * @param offset their first element
     * @param outs output channels
     * @param ins input channels
     * @param height rows of the kernel
     * @param width columns of the kernel
     * @param down points of the vertical transform, 1 for none
     * @param across points of the horizontal transform, 1 for none
     * @param kc rows of a block
     * @return the packed matrices
     */
    public static WinogradWeights transform(
            float[] weights, int offset, int outs, int ins, int height, int width, int down, int across, int kc) {
        int paddedIns = roundUp(ins);
        int paddedOuts = roundUp(outs);
        double[][] g = matrix(down, height);
        double[][] h = matrix(across, width);
        float[] array = new float[PackedPanels.ALIGNMENT + down * across * paddedIns * paddedOuts];
        WinogradWeights packed = new WinogradWeights(array, paddedIns, paddedOuts, kc);
        double[] columns = new double[down * width];
        for (int out = 0; out < outs; out++) {
            for (int in = 0; in < ins; in++) {
                int from = offset + (out * ins + in) * height * width;
                for (int i = 0; i < down; i++) {
                    for (int x = 0; x < width; x++) {
                        double sum = 0;
                        for (int y = 0; y < height; y++) {
                            sum += g[i][y] * weights[from + y * width + x];
                        }
                        columns[i * width + x] = sum;
                    }
                }
                for (int i = 0; i < down; i++) {
                    for (int j = 0; j < across; j++) {
                        double sum = 0;
                        for (int x = 0; x < width; x++) {
                            sum += columns[i * width + x] * h[j][x];
                        }
                        array[packed.index(i * across + j, in, out)] = (float) sum;
                    }
                }
            }
        }
        return packed;
    }

    /**
     * Where a block of a matrix starts.
     *
     * @param point number of the matrix
     * @param k first row of the block, a multiple of kc
     * @return an index
     */
    public int position(int point, int k) {
        return PackedPanels.ALIGNMENT + (point * inChannels + k) * outChannels;
    }

    private int index(int point, int in, int out) {
        int block = in / kc * kc;
        int depth = Math.min(kc, inChannels - block);
        return position(point, block) + (out / LANES * depth + in - block) * LANES + out % LANES;
    }

    /**
     * G: for a finite point p {@code 1, p, p² …} over the product of its distances from the other finite points; for infinity
     * the last unit vector. With a stride of 2 the powers are those of the outer taps; the middle tap is that of the other rows.
     */
    static double[][] matrix(int count, int size) {
        WinogradTransform transform = Kernels.active().winograd(count);
        double[] points = transform.finitePoints();
        int stride = transform.stride();
        double[][] g = new double[count][size];
        if (count == 1) {
            g[0][0] = 1;
            return g;
        }
        for (int i = 0; i < points.length; i++) {
            double distances = 1;
            for (int j = 0; j < points.length; j++) {
                distances *= j == i ? 1 : points[i] - points[j];
            }
            for (int power = 0; power * stride < size; power++) {
                g[i][power * stride] = Math.pow(points[i], power) / distances;
            }
        }
        for (int i = points.length; i < count; i++) {
            g[i][size - stride] = 1;
        }
        return g;
    }

    private static int roundUp(int channels) {
        return (channels + LANES - 1) / LANES * LANES;
    }
}
