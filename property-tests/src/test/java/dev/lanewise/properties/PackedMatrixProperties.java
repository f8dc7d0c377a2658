package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.PackedMatrix;
import dev.lanewise.properties.support.Bits;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.GemmCase;
import dev.lanewise.properties.support.GemmCases;
import dev.lanewise.properties.support.Operand;
import dev.lanewise.properties.support.ScaledTries;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Packed weights, saved and brought back. */
@AddLifecycleHook(ScaledTries.class)
class PackedMatrixProperties {
    @Property
    void savedLoadedAndMappedGiveTheSameBits(@ForAll(supplier = GemmCases.class) GemmCase any, @ForAll EngineKind kind)
            throws IOException {
        GemmCase gemm = any.plain();
        Engine engine = kind.engine();
        Operand a = gemm.a();
        Operand b = gemm.b();
        PackedMatrix packed = engine.pack(gemm.transB(), gemm.k(), gemm.n(), b.array(), b.offset(), b.ld());
        assertEquals(gemm.k(), packed.rows());
        assertEquals(gemm.n(), packed.cols());
        assertTrue(packed.sizeInBytes() >= (long) gemm.k() * gemm.n() * Float.BYTES);
        Operand expected = multiply(engine, gemm, a, packed);
        Path file = Files.createTempFile("packed", ".lanewise");
        try (Arena arena = Arena.ofShared()) {
            packed.save(file);
            Bits.assertSame(expected, multiply(engine, gemm, a, PackedMatrix.load(file)), "loaded");
            Bits.assertSame(expected, multiply(engine, gemm, a, PackedMatrix.map(file, arena)), "mapped");
        } finally {
            Files.delete(file);
        }
    }

    private static Operand multiply(Engine engine, GemmCase gemm, Operand a, PackedMatrix b) {
        Operand c = gemm.c();
        engine.gemm(gemm.m(), gemm.n(), gemm.k())
                .transposeA(gemm.transA())
                .leadingDimensions(a.ld(), Math.max(1, gemm.n()), c.ld())
                .weights(b)
                .prepare()
                .run(a.array(), a.offset(), c.array(), c.offset());
        c.checkGuards();
        return c;
    }
}
