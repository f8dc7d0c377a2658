package dev.lanewise.jmh.peers;

import java.lang.foreign.MemorySegment;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;

/** oneDNN's matmul primitive of 8-bit numbers, weights plain or reordered ahead to the format it asks for. */
final class OneDnnInt8MatmulPeer implements Int8Peer {

    private final boolean packed;
    private stream queue;
    private matmul primitive;
    private IntMemoryMap arguments;

    OneDnnInt8MatmulPeer(boolean packed) {
        this.packed = packed;
    }

    @Override
    public String name() {
        return packed ? "onednn-matmul-packB" : "onednn-matmul";
    }

    @Override
    public void prepare(Int8Product product) {
        engine cpu = new engine(engine.kind.cpu, 0);
        queue = new stream(cpu);
        int m = product.m();
        int n = product.n();
        int k = product.k();
        memory.desc a = described(m, k, memory.data_type.u8, memory.format_tag.ab);
        memory.desc plain = described(k, n, memory.data_type.s8, memory.format_tag.ab);
        memory.desc b = packed ? described(k, n, memory.data_type.s8, memory.format_tag.any) : plain;
        memory.desc c = described(m, n, memory.data_type.s32, memory.format_tag.ab);
        matmul.primitive_desc description = new matmul.primitive_desc(cpu, a, b, c);
        primitive = new matmul(description);
        memory plainB = new memory(plain, cpu, pointer(product.nativeB()));
        memory usedB = plainB;
        if (packed) {
            usedB = new memory(description.weights_desc(), cpu);
            new reorder(plainB, usedB).execute(queue, plainB, usedB);
            queue._wait();
        }
        arguments = new IntMemoryMap();
        arguments.put(dnnl.DNNL_ARG_SRC, new memory(a, cpu, pointer(product.nativeA())));
        arguments.put(dnnl.DNNL_ARG_WEIGHTS, usedB);
        arguments.put(dnnl.DNNL_ARG_DST, new memory(c, cpu, pointer(product.nativeC())));
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

    private static BytePointer pointer(MemorySegment segment) {
        return new BytePointer(Int8Product.buffer(segment));
    }

    private static memory.desc described(int rows, int columns, memory.data_type type, memory.format_tag tag) {
        return new memory.desc(new long[] {rows, columns}, type, tag);
    }
}
