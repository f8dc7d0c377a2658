package dev.lanewise.engine.planning;

/**
 * How an image is cut into tiles in one direction. Neighbouring tiles overlap in the input by what the kernel reaches over
 * (overlap-save); what a circular convolution wraps around falls on outputs that are not taken.
 *
 * @param points input pixels of a tile, and of its Fourier transform; 1 where the kernel has one element in this direction
 * @param outputs output pixels that a tile gives
 * @param tiles tiles of an image
 */
public record FftAxis(int points, int outputs, int tiles) {
    /**
     * Cuts an image.
     *
     * @param points pixels of a tile, at least the kernel's
     * @param in input pixels
     * @param before zeros before them
     * @param after zeros after them
     * @param kernel elements of the kernel
     * @return the tiles
     */
    static FftAxis of(int points, int in, int before, int after, int kernel) {
        int out = in + before + after - kernel + 1;
        if (kernel == 1) {
            return new FftAxis(1, 1, out);
        }
        // one tile holds the image and the longer padding: then what wraps around is zeros alone
        if (points >= Math.max(out, (long) in + Math.max(before, after))) {
            return new FftAxis(points, out, 1);
        }
        int outputs = points - kernel + 1;
        return new FftAxis(points, outputs, (out - 1) / outputs + 1);
    }
}
