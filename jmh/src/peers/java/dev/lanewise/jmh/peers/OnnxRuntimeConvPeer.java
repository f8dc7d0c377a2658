package dev.lanewise.jmh.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lanewise.engine.planning.ConvShape;
import dev.lanewise.engine.planning.Layout;
import java.util.Map;

/**
 * ONNX Runtime with a model of one Conv and pinned output. With all optimisations it works in its own blocked layout, reorders
 * included; at the level below it stays in NCHW.
 */
final class OnnxRuntimeConvPeer implements ConvPeer {

    private final OrtSession.SessionOptions.OptLevel level;
    private final int threads;
    private NativeConvolution convolution;
    private OrtSession session;
    private OnnxTensor input;
    private OnnxTensor output;
    private Map<String, OnnxTensor> inputs;
    private Map<String, OnnxTensor> outputs;

    OnnxRuntimeConvPeer(OrtSession.SessionOptions.OptLevel level, int threads) {
        this.level = level;
        this.threads = threads;
    }

    @Override
    public String name() {
        return level == OrtSession.SessionOptions.OptLevel.ALL_OPT ? "ort" : "ort-ext";
    }

    @Override
    public void prepare(NativeConvolution convolution) throws OrtException {
        this.convolution = convolution;
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions sessionOptions = new OrtSession.SessionOptions()) {
            sessionOptions.setOptimizationLevel(level);
            sessionOptions.setIntraOpNumThreads(threads);
            sessionOptions.setInterOpNumThreads(1);
            session = environment.createSession(OnnxModel.conv(convolution), sessionOptions);
        }
        ConvShape shape = convolution.shape();
        input = OnnxTensor.createTensor(environment, convolution.bufferInput(Layout.NCHW), new long[] {
            shape.batch(), shape.inChannels(), shape.inHeight(), shape.inWidth()
        });
        output = OnnxTensor.createTensor(environment, convolution.bufferOutput(), new long[] {
            shape.batch(), shape.outChannels(), shape.outHeight(), shape.outWidth()
        });
        inputs = Map.of("X", input);
        outputs = Map.of("Y", output);
    }

    @Override
    public void run() throws OrtException {
        session.run(inputs, outputs).close();
    }

    @Override
    public float[] result() {
        return convolution.nativeResult();
    }

    @Override
    public Layout layout() {
        return Layout.NCHW;
    }

    @Override
    public void close() {
        input.close();
        output.close();
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
