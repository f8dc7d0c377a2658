package dev.lanewise.jmh.peers;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;

/** oneDNN's matmul primitive, weights plain or reordered ahead to the format it asks for. */
final class OneDnnMatmulPeer extends NativePeer {

    private final boolean packed;
    private stream queue;
    private matmul primitive;
    private IntMemoryMap arguments;

    OneDnnMatmulPeer(boolean packed) {
        super(packed ? "onednn-matmul-packB" : "onednn-matmul");
        this.packed = packed;
    }

    @Override
    public void prepare(NativeProduct product) throws Throwable {
        super.prepare(product);
        engine cpu = new engine(engine.kind.cpu, 0);
        queue = new stream(cpu);
        memory.desc aPlain = plain(product.m(), product.k());
        memory.desc bPlain = plain(product.k(), product.n());
        memory.desc cPlain = plain(product.m(), product.n());
        memory.desc weights = packed ? described(product.k(), product.n(), memory.format_tag.any) : bPlain;
        matmul.primitive_desc description = new matmul.primitive_desc(cpu, aPlain, weights, cPlain);
        primitive = new matmul(description);
        memory plainB = new memory(bPlain, cpu, new FloatPointer(product.bufferB()));
        memory usedB = plainB;
        if (packed) {
            usedB = new memory(description.weights_desc(), cpu);
            new reorder(plainB, usedB).execute(queue, plainB, usedB);
            queue._wait();
        }
        arguments = new IntMemoryMap();
        arguments.put(dnnl.DNNL_ARG_SRC, new memory(aPlain, cpu, new FloatPointer(product.bufferA())));
        arguments.put(dnnl.DNNL_ARG_WEIGHTS, usedB);
        arguments.put(dnnl.DNNL_ARG_DST, new memory(cPlain, cpu, new FloatPointer(product.bufferC())));
    }

    @Override
    public void run() {
        primitive.execute(queue, arguments);
        queue._wait();
    }

    @Override
    public void close() {
        arguments.close();
        primitive.close();
        queue.close();
    }

    private static memory.desc plain(int rows, int columns) {
        return described(rows, columns, memory.format_tag.ab);
    }

    private static memory.desc described(int rows, int columns, memory.format_tag tag) {
        return new memory.desc(new long[] {rows, columns}, memory.data_type.f32, tag);
    }
}
