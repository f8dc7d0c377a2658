package dev.lanewise.inference.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyFileTest {
    @TempDir
    Path folder;

    /** A file of version 1 with this header. */
    private Path file(String header, byte... elements) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        out.write(header.length());
        out.write(header.length() >> 8);
        out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(elements);
        return Files.write(folder.resolve("file.npy"), out.toByteArray());
    }

    @Test
    void writesWhatItReads() throws IOException {
        for (ElementType type : ElementType.values()) {
            if (type == ElementType.STRING || type == ElementType.BFLOAT16) {
                continue;
            }
            Tensor tensor = Tensor.zeros(type, 2, 3);
            for (int i = 0; i < 6; i++) {
                Array.setByte(tensor.array(), i, (byte) (type == ElementType.BOOL ? i % 2 : i));
            }
            Path file = folder.resolve(type + ".npy");
            NpyFile.write(file, tensor);
            Tensor read = NpyFile.read(file);
            assertTrue(read.isLike(tensor) && read.hasElementsOf(tensor), type.toString());
            assertEquals(0, (Files.size(file) - 6L * type.storage().bytes()) % 64, "elements are aligned");
        }
    }

    @Test
    void scalarsAndEmptyTensors() throws IOException {
        Path file = folder.resolve("x.npy");
        for (int[] shape : new int[][] {{}, {0}, {3, 0}, {1}}) {
            NpyFile.write(file, Tensor.zeros(ElementType.FLOAT, shape));
            assertArrayEquals(shape, NpyFile.read(file).sizes());
        }
    }

    /** As numpy.save writes them. */
    @Test
    void readsWhatNumPyWrites() throws IOException {
        byte[] elements = ByteBuffer.allocate(8).putFloat(1.5f).putFloat(-2).array();
        Tensor tensor = NpyFile.read(file("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }   \n", elements));
        assertArrayEquals(new float[] {1.5f, -2}, tensor.floats());
        Tensor flags = NpyFile.read(file("{'descr': '|b1', 'fortran_order': False, 'shape': (1, 1), }\n", (byte) 1));
        assertEquals(ElementType.BOOL, flags.type());
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        assertWrong("is no NumPy file", Files.writeString(folder.resolve("a.npy"), "hello"));
        assertWrong("Fortran", file("{'descr': '<f4', 'fortran_order': True, 'shape': (0,), }"));
        assertWrong("c16", file("{'descr': '<c16', 'fortran_order': False, 'shape': (0,), }"));
        assertWrong("needs 8", file("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", new byte[7]));
        assertWrong(
                "out of range", file("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }"));
        assertWrong("not understood", file("nonsense"));
        assertWrong(
                "ends within",
                Files.write(folder.resolve("b.npy"), new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1}));
    }

    private static void assertWrong(String words, Path file) {
        String message =
                assertThrows(IOException.class, () -> NpyFile.read(file)).getMessage();
        assertTrue(message.contains(words), message);
    }
}
