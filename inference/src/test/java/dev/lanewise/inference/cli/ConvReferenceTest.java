package dev.lanewise.inference.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.planning.ConvProblem;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConvReferenceTest {
    /** Of two channels and a 1×2 kernel in two groups, so that every sum can be done by hand. */
    @ParameterizedTest
    @EnumSource
    void sums(Layout layout) {
        ConvShape shape = ConvShape.builder(2, 2, 1, 2)
                .input(1, 1, 3)
                .padding(0, 1, 0, 0)
                .groups(2)
                .build();
        float[] x = layout == Layout.NHWC ? new float[] {1, 10, 2, 20, 3, 30} : new float[] {1, 2, 3, 10, 20, 30};
        float[] w = {5, 7, 1, 2};
        float[] nchw = {7, 19, 31, 20, 50, 80};

        ConvReference reference = new ConvReference(new ConvProblem(shape, layout, Layout.NCHW), x, w);

        assertEquals(6, reference.size());
        assertEquals(new ConvErrors(0, 0), reference.errors(nchw));
        nchw[4] = 58;
        assertEquals(0.1, reference.errors(nchw).max(), 1e-12);
        nchw[0] = Float.NaN;
        assertTrue(Double.isNaN(reference.errors(nchw).l2()));

        float[] nhwc = {7, 20, 19, 50, 31, 80};
        assertEquals(
                new ConvErrors(0, 0),
                new ConvReference(new ConvProblem(shape, layout, Layout.NHWC), x, w).errors(nhwc));
    }

    @Test
    void samplesWhatWouldTakeTooLong() {
        ConvShape shape = ConvShape.builder(1024, 1024, 3, 3)
                .input(1, 20, 20)
                .padding(1, 1, 1, 1)
                .build();
        float[] x = new float[shape.inputElements()];
        float[] w = new float[shape.weightElements()];
        Arrays.fill(x, 1);
        Arrays.fill(w, 1);
        ConvReference reference = new ConvReference(new ConvProblem(shape, Layout.NHWC, Layout.NHWC), x, w);

        assertTrue(reference.size() < shape.outputElements() / 10);
        float[] y = new float[shape.outputElements()];
        for (int i = 0; i < y.length; i++) {
            int pixel = i / 1024;
            int rows = pixel / 20 == 0 || pixel / 20 == 19 ? 2 : 3;
            int columns = pixel % 20 == 0 || pixel % 20 == 19 ? 2 : 3;
            y[i] = 1024 * rows * columns;
        }
        assertEquals(new ConvErrors(0, 0), reference.errors(y));
    }
}
