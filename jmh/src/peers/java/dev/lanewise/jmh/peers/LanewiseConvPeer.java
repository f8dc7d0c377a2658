package dev.lanewise.jmh.peers;

import dev.lanewise.engine.Conv2d;
import dev.lanewise.engine.Engine;
import dev.lanewise.engine.planning.ConvAlgorithm;
import dev.lanewise.engine.planning.ConvPlan;
import dev.lanewise.engine.planning.Layout;

/** This engine, with the algorithm that it chooses by itself or with another one. */
final class LanewiseConvPeer implements ConvPeer {

    private final Engine engine;
    private final Layout layout;
    private final ConvAlgorithm forced;
    private NativeConvolution convolution;
    private Conv2d conv;
    private float[] input;

    /** Of input and output layout; with a forced algorithm or null. */
    LanewiseConvPeer(Engine engine, Layout layout, ConvAlgorithm forced) {
        this.engine = engine;
        this.layout = layout;
        this.forced = forced;
    }

    @Override
    public String name() {
        return forced == null ? "lanewise" : forced.name();
    }

    @Override
    public void prepare(NativeConvolution convolution) {
        this.convolution = convolution;
        input = convolution.input(layout);
        Conv2d.Builder builder = engine.conv2d(convolution.shape())
                .layout(layout)
                .weights(convolution.weights())
                .bias(convolution.bias());
        if (forced != null) {
            builder.algorithm(forced);
        }
        conv = builder.prepare();
    }

    ConvPlan plan() {
        return conv.plan();
    }

    @Override
    public void run() {
        conv.run(input, convolution.output());
    }

    @Override
    public float[] result() {
        return convolution.output();
    }

    @Override
    public Layout layout() {
        return layout;
    }
}
