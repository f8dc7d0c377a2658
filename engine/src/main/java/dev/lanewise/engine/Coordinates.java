package dev.lanewise.engine;

/**
 * Where an element of a resized dimension lies in the input: ONNX's coordinate transformation modes. s is the scale, the ratio of output
 * to input.
 */
public enum Coordinates {
    /** Centers of pixels map to each other: {@code (o + ½)/s − ½}. */
    HALF_PIXEL {
        @Override
        double input(int o, int in, int out, double scale) {
            return (o + 0.5) / scale - 0.5;
        }
    },

    /** {@link #HALF_PIXEL} about the middle of the input, whatever is lost where {@code in·s} is no integer. */
    HALF_PIXEL_SYMMETRIC {
        @Override
        double input(int o, int in, int out, double scale) {
            return in / 2.0 * (1 - out / (scale * in)) + (o + 0.5) / scale - 0.5;
        }
    },

    /** {@link #HALF_PIXEL}, but 0 if the output has a single element. */
    PYTORCH_HALF_PIXEL {
        @Override
        double input(int o, int in, int out, double scale) {
            return out > 1 ? (o + 0.5) / scale - 0.5 : 0;
        }
    },

    /** First and last elements map to each other: {@code o·(in − 1)/(out − 1)}; 0 if the output has a single element. */
    ALIGN_CORNERS {
        @Override
        double input(int o, int in, int out, double scale) {
            return out > 1 ? (double) o * (in - 1) / (out - 1) : 0;
        }
    },

    /** First elements map to each other: {@code o/s}. */
    ASYMMETRIC {
        @Override
        double input(int o, int in, int out, double scale) {
            return o / scale;
        }
    };

    abstract double input(int o, int in, int out, double scale);
}
