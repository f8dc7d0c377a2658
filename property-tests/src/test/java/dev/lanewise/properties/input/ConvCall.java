package dev.lanewise.properties.input;

import dev.lanewise.engine.Activation;
import dev.lanewise.engine.Conv2d;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.planning.Accuracy;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import java.lang.foreign.MemorySegment;

/** A valid convolution in two groups, with bias and residual, and its run; tests change one thing. */
final class ConvCall {
    static final int INPUT = 2 * 4 * 5 * 6;
    static final int WEIGHTS = 6 * 2 * 3 * 2;
    static final int OUTPUT = 2 * 6 * 3 * 3;

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
    ConvAlgorithm algorithm;
    boolean forceNull;
    long workspaceLimit = Long.MAX_VALUE;
    boolean prepareResidual = true;

    float[] x = SgemmCall.filled(1 + INPUT, 2);
    int xOffset = 1;
    float[] y = SgemmCall.filled(3 + OUTPUT, 5);
    int yOffset = 3;
    float[] r = SgemmCall.filled(4 + OUTPUT, 4);
    int rOffset = 4;
    boolean giveResidual = true;
    boolean onSegments;
    MemorySegment segmentX;
    MemorySegment segmentY;
    MemorySegment segmentR;

    private Conv2d prepared;

    void run(Engine engine) {
        prepare(engine);
        runPrepared();
    }

    void prepare(Engine engine) {
        Conv2d.Builder builder = engine.conv2d(noShape ? null : shape())
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
        if (prepareResidual) {
            builder.residual();
        }
        if (algorithm != null || forceNull) {
            builder.algorithm(algorithm);
        }
        prepared = builder.prepare();
    }

    void runPrepared() {
        if (onSegments && giveResidual) {
            prepared.run(segmentX, xOffset, segmentR, rOffset, segmentY, yOffset);
        } else if (onSegments) {
            prepared.run(segmentX, xOffset, segmentY, yOffset);
        } else if (giveResidual) {
            prepared.run(x, xOffset, r, rOffset, y, yOffset);
        } else {
            prepared.run(x, xOffset, y, yOffset);
        }
    }

    private ConvShape shape() {
        return ConvShape.builder(inChannels, outChannels, kernelHeight, kernelWidth)
                .input(batch, inHeight, inWidth)
                .stride(strideHeight, strideWidth)
                .padding(top, left, bottom, right)
                .dilation(dilationHeight, dilationWidth)
                .groups(groups)
                .build();
    }
}
