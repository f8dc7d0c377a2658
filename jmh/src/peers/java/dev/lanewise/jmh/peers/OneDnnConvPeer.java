package dev.lanewise.jmh.peers;

import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import java.nio.FloatBuffer;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;

/** oneDNN's convolution primitive. Weights are always reordered ahead; its threads are OpenMP's, set by {@code OMP_NUM_THREADS}. */
final class OneDnnConvPeer implements ConvPeer {

    enum Form {
        /** Images in the format that it asks for, already there. */
        AUTO("onednn-auto", dnnl.algorithm.convolution_auto, memory.format_tag.any, false),
        DIRECT("onednn-direct", dnnl.algorithm.convolution_direct, memory.format_tag.any, false),
        /** The same from plain NCHW and back to it. */
        AUTO_REORDER("onednn-auto+reorder", dnnl.algorithm.convolution_auto, memory.format_tag.any, true),
        DIRECT_REORDER("onednn-direct+reorder", dnnl.algorithm.convolution_direct, memory.format_tag.any, true),
        /** Told to take plain images. */
        NCHW("onednn-nchw", dnnl.algorithm.convolution_auto, memory.format_tag.nchw, false),
        NHWC("onednn-nhwc", dnnl.algorithm.convolution_auto, memory.format_tag.nhwc, false);

        private final String peer;
        private final dnnl.algorithm wanted;
        private final memory.format_tag format;
        private final boolean reorders;

        Form(String peer, dnnl.algorithm wanted, memory.format_tag format, boolean reorders) {
            this.peer = peer;
            this.wanted = wanted;
            this.format = format;
            this.reorders = reorders;
        }
    }

    private final Form form;
    private final engine cpu = new engine(engine.kind.cpu, 0);
    private final stream queue = new stream(cpu);
    private NativeConvolution convolution;
    private convolution_forward primitive;
    private IntMemoryMap arguments;
    private memory plainInput;
    private memory plainOutput;
    private memory input;
    private memory output;
    private reorder toOwn;
    private reorder toPlain;

    OneDnnConvPeer(Form form) {
        this.form = form;
    }

    @Override
    public String name() {
        return form.peer;
    }

    @Override
    public void prepare(NativeConvolution convolution) {
        this.convolution = convolution;
        ConvShape shape = convolution.shape();
        long[] inputSizes = {shape.batch(), shape.inChannels(), shape.inHeight(), shape.inWidth()};
        long[] outputSizes = {shape.batch(), shape.outChannels(), shape.outHeight(), shape.outWidth()};
        boolean grouped = shape.groups() > 1;
        int rows = shape.kernelHeight();
        int columns = shape.kernelWidth();
        long[] weightSizes = grouped
                ? new long[] {shape.groups(), shape.groupOutChannels(), shape.groupInChannels(), rows, columns}
                : new long[] {shape.outChannels(), shape.inChannels(), rows, columns};
        memory.desc plainWeights = described(weightSizes, grouped ? memory.format_tag.goihw : memory.format_tag.oihw);
        memory.desc bias = described(new long[] {shape.outChannels()}, memory.format_tag.x);
        convolution_forward.primitive_desc description = new convolution_forward.primitive_desc(
                cpu,
                dnnl.prop_kind.forward_inference,
                form.wanted,
                described(inputSizes, form.format),
                described(weightSizes, memory.format_tag.any),
                bias,
                described(outputSizes, form.format),
                new long[] {shape.strideHeight(), shape.strideWidth()},
                new long[] {shape.dilationHeight() - 1, shape.dilationWidth() - 1},
                new long[] {shape.padTop(), shape.padLeft()},
                new long[] {shape.padBottom(), shape.padRight()});
        primitive = new convolution_forward(description);

        memory.format_tag plain = layout() == Layout.NHWC ? memory.format_tag.nhwc : memory.format_tag.nchw;
        plainInput = held(described(inputSizes, plain), convolution.bufferInput(layout()));
        plainOutput = held(described(outputSizes, plain), convolution.bufferOutput());
        boolean own = form.format == memory.format_tag.any;
        input = own ? new memory(description.src_desc(), cpu) : plainInput;
        output = own ? new memory(description.dst_desc(), cpu) : plainOutput;
        if (own) {
            toOwn = new reorder(plainInput, input);
            toPlain = new reorder(output, plainOutput);
            toOwn.execute(queue, plainInput, input);
        }
        memory weights = new memory(description.weights_desc(), cpu);
        memory givenWeights = held(plainWeights, convolution.bufferWeights());
        new reorder(givenWeights, weights).execute(queue, givenWeights, weights);
        queue._wait();
        arguments = new IntMemoryMap();
        arguments.put(dnnl.DNNL_ARG_SRC, input);
        arguments.put(dnnl.DNNL_ARG_WEIGHTS, weights);
        arguments.put(dnnl.DNNL_ARG_BIAS, held(bias, convolution.bufferBias()));
        arguments.put(dnnl.DNNL_ARG_DST, output);
    }

    @Override
    public void run() {
        if (form.reorders) {
            toOwn.execute(queue, plainInput, input);
        }
        primitive.execute(queue, arguments);
        if (form.reorders) {
            toPlain.execute(queue, output, plainOutput);
        }
        queue._wait();
    }

    @Override
    public float[] result() {
        if (toPlain != null && !form.reorders) {
            toPlain.execute(queue, output, plainOutput);
            queue._wait();
        }
        return convolution.nativeResult();
    }

    @Override
    public Layout layout() {
        return form == Form.NHWC ? Layout.NHWC : Layout.NCHW;
    }

    @Override
    public void close() {
        arguments.close();
        primitive.close();
        queue.close();
        cpu.close();
    }

    private memory held(memory.desc description, FloatBuffer values) {
        return new memory(description, cpu, new FloatPointer(values));
    }

    private static memory.desc described(long[] sizes, memory.format_tag tag) {
        return new memory.desc(sizes, memory.data_type.f32, tag);
    }
}
