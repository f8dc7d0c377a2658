package dev.lanewise.properties.input;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.ConvTranspose2d;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.planning.Accuracy;
import dev.lanewise.engine.planning.ConvTransposeShape;
import dev.lanewise.engine.planning.Layout;
import java.lang.foreign.MemorySegment;

/** A valid transposed convolution in two groups, with bias, and its run; tests change one thing. */
final class ConvTransposeCall {
    static final int INPUT = 2 * 4 * 5 * 6;
    static final int WEIGHTS = 4 * 3 * 3 * 2;
    static final int OUTPUT = 2 * 6 * 10 * 11;

    int batch = 2;
    int inChannels = 4;
    int inHeight = 5;
    int inWidth = 6;
    int outChannels = 6;
    int kernelHeight = 3;
    int kernelWidth = 2;
    int strideHeight = 2;
    int strideWidth = 2;
    int top = 1;
    int left = 1;
    int bottom = 1;
    int right;
    int addedRows = 1;
    int addedColumns;
    int dilationHeight = 1;
    int dilationWidth = 1;
    int groups = 2;
    boolean noShape;

    Layout in = Layout.NHWC;
    Layout out = Layout.NHWC;
    float[] w = SgemmCall.filled(2 + WEIGHTS, 3);
    int wOffset = 2;
    MemorySegment segmentW;
    long segmentOffsetW = 2;
    boolean nullSegmentW;
    boolean noWeights;
    float[] bias = SgemmCall.filled(6, 1);
    Activation activation = Activation.RELU;
    Accuracy accuracy = Accuracy.STANDARD;
    long workspaceLimit = Long.MAX_VALUE;

    float[] x = SgemmCall.filled(1 + INPUT, 2);
    int xOffset = 1;
    float[] y = SgemmCall.filled(3 + OUTPUT, 5);
    int yOffset = 3;
    boolean onSegments;
    MemorySegment segmentX;
    MemorySegment segmentY;

    private ConvTranspose2d prepared;

    void run(Engine engine) {
        prepare(engine);
        runPrepared();
    }

    void prepare(Engine engine) {
        ConvTranspose2d.Builder builder = engine.convTranspose2d(noShape ? null : shape())
                .layouts(in, out)
                .bias(bias)
                .activation(activation)
                .accuracy(accuracy)
                .workspaceLimit(workspaceLimit);
        if (segmentW != null || nullSegmentW) {
            builder.weights(segmentW, segmentOffsetW);
        } else if (!noWeights) {
            builder.weights(w, wOffset);
        }
        prepared = builder.prepare();
    }

    void runPrepared() {
        if (onSegments) {
            prepared.run(segmentX, xOffset, segmentY, yOffset);
        } else {
            prepared.run(x, xOffset, y, yOffset);
        }
    }

    private ConvTransposeShape shape() {
        return ConvTransposeShape.builder(inChannels, outChannels, kernelHeight, kernelWidth)
                .input(batch, inHeight, inWidth)
                .stride(strideHeight, strideWidth)
                .padding(top, left, bottom, right)
                .outputPadding(addedRows, addedColumns)
                .dilation(dilationHeight, dilationWidth)
                .groups(groups)
                .build();
    }
}
