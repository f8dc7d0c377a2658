package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.PackedMatrix;
import dev.lanewise.engine.PackedMatrixFormatException;
import dev.lanewise.engine.Transpose;
import dev.lanewise.properties.support.EngineKind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of packed weights that are not what they should be. */
class PackedMatrixFileTest {
    private static final int K = 7;
    private static final int N = 5;

    @TempDir
    Path folder;

    @Test
    void everyFlippedBitIsFound() throws IOException {
        byte[] good = good();
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= (byte) (1 << at % Byte.SIZE);
            assertRefused(bad, "byte " + at + " of " + good.length);
        }
    }

    @Test
    void everyTruncationIsFound() throws IOException {
        byte[] good = good();
        for (int length = 0; length < good.length; length++) {
            assertRefused(Arrays.copyOf(good, length), "first " + length + " bytes of " + good.length);
        }
    }

    @Test
    void trailingBytesAreFound() throws IOException {
        byte[] good = good();
        assertRefused(Arrays.copyOf(good, good.length + 1), "one byte too many");
        assertRefused(Arrays.copyOf(good, good.length + 4096), "a page too many");
    }

    @Test
    void foreignFilesAreFound() throws IOException {
        assertRefused("{\"weights\": [1, 2, 3]}".repeat(100).getBytes(StandardCharsets.UTF_8), "JSON");
        assertRefused(new byte[4096], "zeros");
    }

    @Test
    void messagesSayWhatIsWrong() throws IOException {
        byte[] good = good();
        assertMessage(flipped(good, 0), "LANEWISE");
        assertMessage(flipped(good, 11), "version");
        assertMessage(flipped(good, good.length - 1), "checksum");
        assertMessage(Arrays.copyOf(good, good.length - 4), "torn");
        assertMessage(Arrays.copyOf(good, 10), "torn");
    }

    @Test
    void missingFileIsNotABadFile() {
        Path missing = folder.resolve("missing");
        assertThrows(NoSuchFileException.class, () -> PackedMatrix.load(missing));
        try (Arena arena = Arena.ofConfined()) {
            assertThrows(NoSuchFileException.class, () -> PackedMatrix.map(missing, arena));
        }
    }

    private void assertMessage(byte[] content, String word) throws IOException {
        Path file = folder.resolve("bad");
        Files.write(file, content);
        IOException e = assertThrows(PackedMatrixFormatException.class, () -> PackedMatrix.load(file));
        assertTrue(e.getMessage().contains(word), e.getMessage());
    }

    private static byte[] flipped(byte[] good, int at) {
        byte[] bad = good.clone();
        bad[at] ^= 1;
        return bad;
    }

    private byte[] good() throws IOException {
        Engine engine = EngineKind.DEFAULT.engine();
        float[] b = new float[K * N];
        for (int at = 0; at < b.length; at++) {
            b[at] = at + 1;
        }
        Path file = folder.resolve("good");
        PackedMatrix packed = engine.pack(Transpose.NO, K, N, b, 0, N);
        packed.save(file);
        PackedMatrix loaded = PackedMatrix.load(file);
        assertEquals(K, loaded.rows());
        assertEquals(N, loaded.cols());
        assertEquals(packed.lanes(), loaded.lanes());
        assertEquals(packed.sizeInBytes(), loaded.sizeInBytes());
        return Files.readAllBytes(file);
    }

    private void assertRefused(byte[] content, String what) throws IOException {
        Path file = folder.resolve("bad");
        Files.write(file, content);
        assertExplained(assertThrows(PackedMatrixFormatException.class, () -> PackedMatrix.load(file), what), what);
        try (Arena arena = Arena.ofConfined()) {
            assertExplained(
                    assertThrows(PackedMatrixFormatException.class, () -> PackedMatrix.map(file, arena), what), what);
        }
    }

    private void assertExplained(PackedMatrixFormatException e, String what) {
        assertNotNull(e.getMessage(), what);
        assertTrue(e.getMessage().contains("bad"), () -> what + ": the message names no file: " + e.getMessage());
    }
}
