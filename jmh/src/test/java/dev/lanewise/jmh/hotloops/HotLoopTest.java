package dev.lanewise.jmh.hotloops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class HotLoopTest {

    @Test
    void findsTheInnermostLoopAndItsSpills() {
        List<HotLoop> loops = HotLoop.in("K::m", """
                   0:	mov    DWORD PTR [rsp+0x8],eax
                   4:	xor    eax,eax
                   6:	vbroadcastss ymm1,DWORD PTR [rdi]
                   a:	vfmadd231ps ymm0,ymm1,YMMWORD PTR [rsi]
                   e:	vmovups YMMWORD PTR [rsp+0x20],ymm0
                  14:	vfmadd231ps ymm2,ymm1,YMMWORD PTR [rsi+0x20]
                  1a:	inc    eax
                  1c:	cmp    eax,edx
                  1e:	jl     0x6
                  20:	dec    ecx
                  22:	jne    0x4
                  24:	ret
                """.lines().toList());
        assertEquals(1, loops.size());
        assertTrue(loops.getFirst().main());
        assertEquals(7, loops.getFirst().lines().size());
        assertEquals(2, loops.getFirst().fmas());
        assertEquals(1, loops.getFirst().stackReferences());
    }

    @Test
    void tellsTheMainLoopFromTheFirstAndLastRounds() {
        List<HotLoop> loops = HotLoop.in("K::m", """
                   0:	cmp    eax,edx
                   2:	vmovups ymm3,YMMWORD PTR [rsp]
                   8:	vfmadd231ps ymm0,ymm1,ymm3
                   c:	jl     0x0
                   e:	vfmadd231ps ymm0,ymm1,ymm3
                  12:	vfmadd231ps ymm2,ymm1,ymm3
                  16:	jl     0xe
                  18:	ret
                """.lines().toList());
        assertEquals(2, loops.size());
        HotLoop main = loops.stream().filter(HotLoop::main).findFirst().orElseThrow();
        assertEquals(2, main.fmas());
        assertEquals(0, main.stackReferences());
        assertFalse(loops.stream().allMatch(HotLoop::main));
    }

    @Test
    void takesTheLastStandardCompilationOfAMethod() {
        List<CompiledMethod> methods = CompiledMethod.parse("""
                ============================= C2-compiled nmethod ==============================
                Compiled method (c2) 100   10       4       a.b.Kernel::multiply (20 bytes)
                [MachCode]
                  0x00007f0000000000: 0102 0304
                [/MachCode]
                ============================= C2-compiled nmethod ==============================
                Compiled method (c2) 200   11       4       a.b.Kernel::multiply (20 bytes)
                [MachCode]
                  # comment
                  0x00007f0000000100: 0506 | 0708
                  0x00007f0000000104: 09
                [/MachCode]
                ============================= C2-compiled nmethod ==============================
                Compiled method (c2) 300   12 %     4       a.b.Kernel::multiply @ 5 (20 bytes)
                [MachCode]
                  0x00007f0000000200: ff
                [/MachCode]
                """);
        assertEquals(1, methods.size());
        assertEquals("Kernel::multiply", methods.getFirst().name());
        assertArrayEquals(new byte[] {5, 6, 7, 8, 9}, methods.getFirst().code());
    }
}
