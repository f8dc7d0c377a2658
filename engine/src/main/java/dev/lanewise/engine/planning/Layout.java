package dev.lanewise.engine.planning;

/** Order of the dimensions of a batch of images. */
public enum Layout {
    /** Channels innermost: {@code [batch][row][column][channel]}. */
    NHWC,

    /** Channels outside the image: {@code [batch][channel][row][column]}. */
    NCHW
}
