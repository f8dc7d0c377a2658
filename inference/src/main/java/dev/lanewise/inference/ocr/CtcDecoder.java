package dev.lanewise.inference.ocr;

import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Tensor;
import java.util.List;

/** Turns scores of characters at each place of a line into text: of equal neighbours one counts, and blanks separate. */
final class CtcDecoder {
    /** The first score is that of a blank, the others those of the characters. */
    private final List<String> characters;

    CtcDecoder(List<String> characters) {
        this.characters = characters;
    }

    /** Decodes {@code [1][places][characters + 1]}. */
    TextLine decode(Tensor scores, Box box) {
        long[] shape = scores.shape();
        int places = (int) shape[1];
        int kinds = (int) shape[2];
        if (kinds != characters.size() + 1) {
            throw new ModelException(
                    "the model knows " + (kinds - 1) + " characters; the list has " + characters.size());
        }
        float[] values = scores.floats();
        StringBuilder text = new StringBuilder();
        double sum = 0;
        int count = 0;
        int previous = 0;
        for (int place = 0; place < places; place++) {
            int best = 0;
            int row = place * kinds;
            for (int kind = 1; kind < kinds; kind++) {
                if (values[row + kind] > values[row + best]) {
                    best = kind;
                }
            }
            if (best != 0 && best != previous) {
                text.append(characters.get(best - 1));
                sum += values[row + best];
                count++;
            }
            previous = best;
        }
        return new TextLine(text.toString(), count == 0 ? 0 : sum / count, box);
    }
}
