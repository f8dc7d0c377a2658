package dev.lanewise.jmh.peers;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What the native peers share: they read A and B and write C outside the heap. */
abstract class NativePeer implements Peer {

    private final String name;
    protected NativeProduct product;
    protected int m;
    protected int n;
    protected int k;
    protected MemorySegment a;
    protected MemorySegment b;
    protected MemorySegment c;

    NativePeer(String name) {
        this.name = name;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public void prepare(NativeProduct product) throws Throwable {
        this.product = product;
        m = product.m();
        n = product.n();
        k = product.k();
        a = product.nativeA();
        b = product.nativeB();
        c = product.nativeC();
    }

    @Override
    public final float[] result() {
        return product.nativeC().toArray(ValueLayout.JAVA_FLOAT);
    }
}
