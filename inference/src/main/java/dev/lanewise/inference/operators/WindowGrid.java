package dev.lanewise.inference.operators;

import dev.lanewise.engine.planning.PoolAxis;
import dev.lanewise.inference.graph.Attributes;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;

/**
 * Which element of an image of any number of dimensions each tap of a window sees at each place: what operators walk over that the
 * engine has in one and two dimensions only.
 */
final class WindowGrid {
    /** Most entries of a table: a quarter of a gigabyte. */
    private static final long LARGEST = 1 << 26;

    private final PoolAxis[] axes;
    private final int[] out;
    private final int taps;
    private final int places;
    private final int[] seen;

    WindowGrid(Attributes attributes, int[] kernel, int[] image) {
        Window window = Window.of(attributes, kernel, image);
        boolean ceil = attributes.flag("ceil_mode", false);
        axes = new PoolAxis[image.length];
        out = new int[image.length];
        for (int d = 0; d < image.length; d++) {
            axes[d] = new PoolAxis(
                    image[d],
                    kernel[d],
                    window.strides()[d],
                    window.before()[d],
                    window.after()[d],
                    window.dilations()[d],
                    ceil);
            out[d] = axes[d].out();
        }
        taps = Shapes.elements(kernel);
        places = Shapes.elements(out);
        if ((long) taps * places > LARGEST) {
            throw new ModelException("windows of " + taps + " elements at " + places + " places are not supported");
        }
        seen = new int[taps * places];
        for (int tap = 0; tap < taps; tap++) {
            for (int place = 0; place < places; place++) {
                seen[tap * places + place] = find(tap, place);
            }
        }
    }

    /** Index in the image, −1 in the padding, −2 beyond it. */
    private int find(int tap, int place) {
        int index = 0;
        int size = 1;
        int found = 0;
        int tapsLeft = tap;
        int placesLeft = place;
        for (int d = axes.length - 1; d >= 0; d--) {
            PoolAxis axis = axes[d];
            int at = placesLeft % out[d] * axis.stride() - axis.before() + tapsLeft % axis.kernel() * axis.dilation();
            tapsLeft /= axis.kernel();
            placesLeft /= out[d];
            if (at < 0 || at >= axis.in()) {
                found = Math.min(found, at >= axis.in() + axis.after() ? -2 : -1);
            }
            index += at * size;
            size *= axis.in();
        }
        return found < 0 ? found : index;
    }

    /** Sizes of the output. */
    int[] out() {
        return out.clone();
    }

    /** Elements of a window. */
    int taps() {
        return taps;
    }

    /** Windows. */
    int places() {
        return places;
    }

    /** Index in the image of what a window sees, −1 in the padding, −2 beyond it. */
    int index(int tap, int place) {
        return seen[tap * places + place];
    }
}
