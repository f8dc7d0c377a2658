package dev.lanewise.engine;

/** Which part of a channel's number is the place in a block of pixels. */
public enum DepthOrder {
    /** Depth, column, row: channel {@code (row·block + column)·C + c}; ONNX's default. */
    DCR,

    /** Column, row, depth: channel {@code c·block² + row·block + column}; sub-pixel convolution, PyTorch's pixel shuffle. */
    CRD
}
