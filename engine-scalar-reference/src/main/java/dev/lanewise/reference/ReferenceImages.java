package dev.lanewise.reference;

/** Where the elements of a batch of images lie. */
record ReferenceImages(int channels, int height, int width, boolean channelsLast) {
    /** Elements of an image. */
    int size() {
        return channels * height * width;
    }

    boolean contains(int row, int col) {
        return row >= 0 && row < height && col >= 0 && col < width;
    }

    int index(int image, int channel, int row, int col) {
        return channelsLast
                ? ((image * height + row) * width + col) * channels + channel
                : ((image * channels + channel) * height + row) * width + col;
    }
}
