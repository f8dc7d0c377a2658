package dev.lanewise.inference.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.planning.ConvShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ConvShapeConverterTest {
    private static ConvShape read(String text) {
        return new ConvShapeConverter().convert(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1x64x56x56,64,3x3,s1,p1",
                "64x56x56,64,3,p1",
                "64×56×56, 64, 3×3, psame",
                "64X56X56 64 3x3 P1 D1"
            })
    void readsOneShapeInManyForms(String text) {
        ConvShape expected = ConvShape.builder(64, 64, 3, 3)
                .input(1, 56, 56)
                .padding(1, 1, 1, 1)
                .build();
        assertEquals(expected, read(text));
    }

    @Test
    void readsEverythingThatIsNotTheDefault() {
        ConvShape expected = ConvShape.builder(8, 16, 3, 5)
                .input(4, 20, 30)
                .stride(2, 1)
                .padding(1, 2, 3, 4)
                .dilation(1, 2)
                .groups(4)
                .build();
        assertEquals(expected, read("4x8x20x30,16,3x5,g4,d1x2,p1x2x3x4,s2x1"));
    }

    @Test
    void padsDownAndAcross() {
        ConvShape expected =
                ConvShape.builder(8, 8, 5, 3).input(1, 9, 9).padding(2, 1, 2, 1).build();
        assertEquals(expected, read("8x9x9,8,5x3,p2x1"));
        assertEquals(expected, read("8x9x9,8,5x3,psame"));
    }

    @Test
    void knowsDepthwise() {
        assertTrue(read("8x9x9,16,3x3,dw").isDepthwise());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "64x56x56,64 | lacks image",
                "64x56,64,3x3 | '64x56' is not understood",
                "64x56x56,64x2,3x3 | '64x2' is not understood",
                "64x56x56,64,three | 'three' is not understood",
                "64x56x56,64,3x3,q1 | 'q1' is not one of sN",
                "64x56x56,64,3x3,p1x2x3 | 'p1x2x3' is not understood",
                "64x56x56,64,3x3,s | 's' is not understood",
                "64x56x56,64,3x3, | '' is not one of sN",
                "64x56x56,64,3x3,g5 | inChannels is 64; it must be a multiple of groups",
                "64x2x2,64,3x3 | must fit into the padded input",
                "64x56x56,64,3x3,s0 | strideHeight is 0; it must be at least 1"
            })
    void saysWhatIsWrong(String text, String message) {
        TypeConversionException problem = assertThrows(TypeConversionException.class, () -> read(text));
        assertTrue(problem.getMessage().contains(message), problem.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "65536, 65536", "512K, 524288", "4M, 4194304", "4 MiB, 4194304", "2gb, 2147483648"})
    void readsBytes(String text, long bytes) {
        assertEquals(bytes, new BytesConverter().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "4X", "M", "1.5M", "99999999999"})
    void refusesOtherBytes(String text) {
        assertThrows(TypeConversionException.class, () -> new BytesConverter().convert(text));
    }
}
