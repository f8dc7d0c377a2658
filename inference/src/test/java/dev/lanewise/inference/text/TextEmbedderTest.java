package dev.lanewise.inference.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.inference.SessionOptions;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pieces of words as the model's own tokenizer cuts them, and what the model makes of texts. */
class TextEmbedderTest {
    private static TextTokenizer tokenizer;
    private static TextEmbedder embedder;

    @BeforeAll
    static void load() throws IOException {
        try (InputStream json =
                TextTokenizer.class.getClassLoader().getResourceAsStream("all-minilm-l6-v2-tokenizer.json")) {
            tokenizer = new TextTokenizer(json.readAllBytes());
        }
        embedder = TextEmbedder.load(SessionOptions.DEFAULT, false);
    }

    @AfterAll
    static void close() {
        embedder.close();
    }

    /** The numbers are those of Hugging Face's tokenizers 0.21. */
    private static void assertPieces(String text, long... expected) throws IOException {
        assertArrayEquals(expected, tokenizer.encode(text, TextEmbedder.LONGEST), text);
    }

    @Test
    void cutsAsTheModelWasTrained() throws IOException {
        assertPieces("", 101, 102);
        assertPieces("Hello, world!", 101, 7592, 1010, 2088, 999, 102);
        assertPieces(
                "Müller's naïve café—résumé 日本語 don't",
                101,
                12304,
                1005,
                1055,
                15743,
                7668,
                1517,
                13746,
                1864,
                1876,
                1950,
                2123,
                1005,
                1056,
                102);
        assertPieces("  tab\tnew\nline \0x\uFFFD", 101, 21628, 2047, 2240, 1060, 102);
        assertPieces(
                "antidisestablishmentarianism 😀 ok",
                101,
                3424,
                10521,
                4355,
                7875,
                13602,
                3672,
                12199,
                2964,
                100,
                7929,
                102);
        assertPieces("zero\u200Bwidth soft\u00ADhyphen", 101, 5717, 9148, 11927, 2232, 3730, 10536, 8458, 2368, 102);
        // a mark without its letter must not end the text
        assertPieces("\u0301 ok", 101, 7929, 102);
    }

    @Test
    void readsLongTextsUpToTheLimit() throws IOException {
        long[] pieces = tokenizer.encode("word ".repeat(1000), TextEmbedder.LONGEST);
        assertEquals(TextEmbedder.LONGEST, pieces.length);
        assertEquals(102, pieces[pieces.length - 1]);
        assertEquals(384, embedder.embed("word ".repeat(1000)).length);
    }

    @Test
    void likeTextsHaveLikeVectors() throws IOException {
        float[] cat = embedder.embed("A cat sits on the mat");
        float[] kitten = embedder.embed("A kitten rests on a rug");
        float[] market = embedder.embed("The stock market fell today");
        assertEquals(1, TextEmbedder.similarity(cat, cat), 1e-6);
        assertTrue(TextEmbedder.similarity(cat, kitten) > 0.5);
        assertTrue(TextEmbedder.similarity(cat, market) < 0.2);
        assertThrows(IllegalArgumentException.class, () -> TextEmbedder.similarity(cat, new float[3]));
    }
}
