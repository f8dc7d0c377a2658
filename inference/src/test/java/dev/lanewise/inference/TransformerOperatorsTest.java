package dev.lanewise.inference;

import static dev.lanewise.inference.ModelBuilder.MICROSOFT;
import static dev.lanewise.inference.ModelBuilder.integer;
import static dev.lanewise.inference.ModelBuilder.number;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.UnsupportedOperatorException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operators in which ONNX Runtime's optimiser writes transformers, against ONNX Runtime. */
class TransformerOperatorsTest {
    private static final double TOLERANCE = 2e-5;

    /** A mask of keys as lengths, for sequences, or for queries; 5 tokens in each of 2 sequences. */
    private static ModelBuilder mask(ModelBuilder model, String kind) {
        return switch (kind) {
            case "lengths" -> model.integers("mask", ElementType.INT32, new long[] {2}, 3, 5);
            case "keys" -> model.integers("mask", ElementType.INT32, new long[] {2, 5}, 1, 0, 1, 1, 0, 1, 1, 1, 1, 0);
            case "queries" -> {
                long[] ones = new long[50];
                for (int i = 0; i < ones.length; i++) {
                    ones[i] = i % 3 == 1 ? 0 : 1;
                }
                yield model.integers("mask", ElementType.INT32, new long[] {2, 5, 5}, ones);
            }
            default -> model;
        };
    }

    @ParameterizedTest
    @CsvSource({
        "none, false, 0, 0",
        "lengths, true, 0, 0",
        "keys, true, 0, 0.3",
        "keys, false, 1, 0",
        "queries, true, 0, 0",
        "none, true, 1, 0"
    })
    void attentionWithItsProjections(String mask, boolean terms, int causal, float scale) throws OrtException {
        ModelBuilder model = new ModelBuilder()
                .input("x", ElementType.FLOAT, 2, 5, 10)
                .output("y", ElementType.FLOAT, 2, 5, 12)
                .random("w", 0.5f, 10, 36)
                .random("b", 1, 36)
                .random("terms", 1, 2, 3, 5, 5);
        mask(model, mask)
                .node(
                        MICROSOFT,
                        "Attention",
                        "x,w,b," + (mask.equals("none") ? "" : "mask") + (terms ? ",,terms" : ""),
                        "y",
                        integer("num_heads", 3),
                        integer("unidirectional", causal),
                        number("scale", scale));
        PeerComparison.assertAgrees(model.build(13), Map.of("x", PeerComparison.random(2, 5, 10)), TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({"lengths, true", "keys, false"})
    void maskedKeysAndBiases(String mask, boolean terms) throws OrtException {
        ModelBuilder model = new ModelBuilder()
                .input("x", ElementType.FLOAT, 2, 7, 12)
                .output("y", ElementType.FLOAT, 2, 7, 12)
                .random("k", 1, 2, 5, 12)
                .random("v", 1, 2, 5, 12)
                .random("b", 1, 36)
                .random("terms", 1, 1, 3, 7, 5);
        mask(model, mask)
                .node(
                        MICROSOFT,
                        "MultiHeadAttention",
                        "x,k,v,b,mask" + (terms ? ",terms" : ""),
                        "y",
                        integer("num_heads", 3));
        PeerComparison.assertAgrees(model.build(13), Map.of("x", PeerComparison.random(2, 7, 12)), TOLERANCE);
    }

    /** The start of BERT: what words, positions and segments stand for; the mask's lengths go on to attention. */
    @ParameterizedTest
    @CsvSource({"true, true, true", "false, false, true", "true, true, false"})
    void embeddings(boolean segments, boolean positions, boolean mask) throws OrtException {
        ModelBuilder model = new ModelBuilder()
                .input("x", ElementType.FLOAT, 2, 5, 12)
                .output("y", ElementType.FLOAT, 2, 5, 12)
                .output("z", ElementType.FLOAT, 2, 5, 12)
                .output("counts", ElementType.FLOAT, 2)
                .integers("words", ElementType.INT32, new long[] {2, 5}, 1, 19, 0, 4, 7, 3, 3, 2, 1, 0)
                .integers("segments", ElementType.INT32, new long[] {2, 5}, 0, 0, 0, 1, 1, 0, 1, 1, 1, 1)
                .integers("positions", ElementType.INT32, new long[] {2, 5}, 0, 1, 2, 3, 4, 2, 3, 4, 5, 6)
                .integers("mask", ElementType.INT32, new long[] {2, 5}, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1)
                .random("ofWords", 1, 20, 12)
                .random("ofPositions", 1, 9, 12)
                .random("ofSegments", 1, 2, 12)
                .random("gamma", 1, 12)
                .random("beta", 1, 12)
                .random("w", 0.5f, 12, 36)
                .random("b", 1, 36)
                .node(
                        MICROSOFT,
                        "EmbedLayerNormalization",
                        "words," + (segments ? "segments" : "") + ",ofWords,ofPositions,"
                                + (segments ? "ofSegments" : "") + ",gamma,beta" + (mask ? ",mask" : ",")
                                + (positions ? ",positions" : ""),
                        "embedded,lengths,sum",
                        number("epsilon", 1e-6))
                .node("Cast", "lengths", "counts", integer("to", 1))
                .node("Add", "embedded,x", "sums")
                .node("Add", "sum,x", "z")
                .node(MICROSOFT, "Attention", mask ? "sums,w,b,lengths" : "sums,w,b", "y", integer("num_heads", 4));
        PeerComparison.assertAgrees(model.build(13), Map.of("x", PeerComparison.random(2, 5, 12)), TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void rootMeanSquaresOfSums(boolean bias) throws OrtException {
        ModelBuilder model = new ModelBuilder()
                .input("x", ElementType.FLOAT, 2, 7, 12)
                .output("y", ElementType.FLOAT, 2, 7, 12)
                .output("sum", ElementType.FLOAT, 2, 7, 12)
                .random("skip", 1, 2, 7, 12)
                .random("scale", 1, 12)
                .random("b", 1, 12)
                .node(
                        MICROSOFT,
                        "SkipSimplifiedLayerNormalization",
                        bias ? "x,skip,scale,b" : "x,skip,scale",
                        "y,,,sum",
                        number("epsilon", 1e-5));
        PeerComparison.assertAgrees(model.build(13), Map.of("x", PeerComparison.random(2, 7, 12)), TOLERANCE);
    }

    @Test
    void whatIsNotSupportedIsRefusedByName() {
        for (String operator : new String[] {"GroupQueryAttention", "MatMulNBits", "QAttention"}) {
            byte[] model = new ModelBuilder()
                    .input("x", ElementType.FLOAT, 2, 12)
                    .output("y", ElementType.FLOAT, 2, 12)
                    .node(MICROSOFT, operator, "x", "y")
                    .build(13);
            UnsupportedOperatorException e =
                    assertThrows(UnsupportedOperatorException.class, () -> Session.load(model));
            assertTrue(e.getMessage().contains(operator), e.getMessage());
        }
        byte[] past = new ModelBuilder()
                .input("x", ElementType.FLOAT, 2, 5, 12)
                .output("y", ElementType.FLOAT, 2, 5, 12)
                .random("w", 1, 12, 36)
                .random("b", 1, 36)
                .random("past", 1, 2, 2, 4, 3, 3)
                .node(MICROSOFT, "Attention", "x,w,b,,past", "y", integer("num_heads", 4))
                .build(13);
        try (Session session = Session.load(past)) {
            ModelException e =
                    assertThrows(ModelException.class, () -> session.run(Map.of("x", PeerComparison.random(2, 5, 12))));
            assertTrue(e.getMessage().contains("past"), e.getMessage());
        }
    }
}
