package dev.lanewise.inference.text;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.tribuo.util.tokens.Tokenizer;
import org.tribuo.util.tokens.impl.wordpiece.Wordpiece;
import org.tribuo.util.tokens.impl.wordpiece.WordpieceBasicTokenizer;
import org.tribuo.util.tokens.impl.wordpiece.WordpieceTokenizer;

/** Cuts text into the pieces of words that BERT's models know, as a file {@code tokenizer.json} says. Safe to use from many threads. */
final class TextTokenizer {
    private static final String BEGIN = "[CLS]";
    private static final String END = "[SEP]";

    private final Map<String, Long> vocabulary = new HashMap<>();
    private final long unknown;
    private final boolean lowerCase;
    private final boolean stripAccents;
    private final ThreadLocal<Tokenizer> tokenizers;

    /** Of a tokenizer.json's bytes. */
    TextTokenizer(byte[] json) throws IOException {
        Map<String, Object> file = JSON.std.mapFrom(json);
        Map<?, ?> model = section(file, "model");
        Map<?, ?> normalizer = section(file, "normalizer");
        section(model, "vocab").forEach((piece, id) -> vocabulary.put((String) piece, ((Number) id).longValue()));
        String unknownPiece = (String) model.get("unk_token");
        unknown = id(unknownPiece);
        lowerCase = Boolean.TRUE.equals(normalizer.get("lowercase"));
        // as the file's own library does: where nothing is said, accents go with the capitals
        stripAccents = normalizer.get("strip_accents") == null
                ? lowerCase
                : Boolean.TRUE.equals(normalizer.get("strip_accents"));
        int longestWord = ((Number) model.get("max_input_chars_per_word")).intValue();
        Wordpiece pieces = new Wordpiece(Set.copyOf(vocabulary.keySet()), unknownPiece, longestWord);
        tokenizers = Tokenizer.createThreadLocal(
                new WordpieceTokenizer(pieces, new WordpieceBasicTokenizer(), false, false, Set.of()));
    }

    /** Done here, since the library's tokenizer ends a text at a word of which no letter is left. */
    private String clean(String text) {
        StringBuilder cleaned = new StringBuilder(text.length());
        String apart = stripAccents ? Normalizer.normalize(text, Normalizer.Form.NFD) : text;
        apart.codePoints().forEach(character -> {
            int type = Character.getType(character);
            if (character == '\t' || character == '\n' || character == '\r' || Character.isSpaceChar(character)) {
                cleaned.append(' ');
            } else if (!isControl(character, type) && !(stripAccents && type == Character.NON_SPACING_MARK)) {
                // letter by letter: a capital sigma at the end of a word becomes the same as elsewhere
                cleaned.appendCodePoint(lowerCase ? Character.toLowerCase(character) : character);
            }
        });
        return cleaned.toString();
    }

    private static boolean isControl(int character, int type) {
        return character == 0xFFFD
                || type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.PRIVATE_USE
                || type == Character.SURROGATE;
    }

    private static Map<?, ?> section(Map<?, ?> parent, String name) throws IOException {
        if (parent.get(name) instanceof Map<?, ?> section) {
            return section;
        }
        throw new IOException("the tokenizer's file has no section '" + name + "'");
    }

    private long id(String piece) throws IOException {
        Long id = vocabulary.get(piece);
        if (id == null) {
            throw new IOException("the tokenizer's vocabulary lacks " + piece);
        }
        return id;
    }

    /** The numbers of a text's pieces between those of its begin and its end, at most so many in all. */
    long[] encode(String text, int limit) throws IOException {
        List<String> pieces = tokenizers.get().split(clean(text));
        LongStream inner =
                pieces.stream().limit(limit - 2L).mapToLong(piece -> vocabulary.getOrDefault(piece, unknown));
        return LongStream.concat(LongStream.concat(LongStream.of(id(BEGIN)), inner), LongStream.of(id(END)))
                .toArray();
    }
}
