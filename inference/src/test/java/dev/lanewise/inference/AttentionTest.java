package dev.lanewise.inference;

import static dev.lanewise.inference.ModelBuilder.MICROSOFT;
import static dev.lanewise.inference.ModelBuilder.integer;
import static dev.lanewise.inference.ModelBuilder.integers;
import static dev.lanewise.inference.ModelBuilder.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import dev.lanewise.inference.tensor.ElementType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attention, written out and as an operator, and what ONNX Runtime's optimiser makes of transformers. */
class AttentionTest {
    private static final double TOLERANCE = 1e-5;

    /** As transformers are exported: from tokens of heads, the scale on one side or both, a mask or none. */
    @ParameterizedTest
    @CsvSource({"scores, true, true", "scores, false, false", "operands, true, true", "operands, false, true"})
    void writtenOut(String scaled, boolean mask, boolean back) throws OrtException {
        ModelBuilder model = new ModelBuilder()
                .input("x", ElementType.FLOAT, 2, 9, 12)
                .output("y", ElementType.FLOAT, -1, -1, -1, -1)
                .random("wq", 1, 12, 12)
                .random("wk", 1, 12, 12)
                .random("wv", 1, 12, 12)
                .random("mask", 2, 2, 1, 1, 9)
                .number("root", 2)
                .number("half", 0.7f)
                .integers("heads", ElementType.INT64, new long[] {4}, 2, 9, 3, 4);
        for (String operand : List.of("q", "k", "v")) {
            model.node("MatMul", "x,w" + operand, operand + "0").node("Reshape", operand + "0,heads", operand + "1");
        }
        model.node("Transpose", "q1", "q2", integers("perm", 0, 2, 1, 3))
                .node("Transpose", "v1", "v2", integers("perm", 0, 2, 1, 3));
        if (scaled.equals("operands")) {
            model.node("Transpose", "k1", "k2", integers("perm", 0, 2, 1, 3))
                    .node("Transpose", "k2", "k3", integers("perm", 0, 1, 3, 2))
                    .node("Mul", "q2,half", "q3")
                    .node("Mul", "k3,half", "k4")
                    .node("MatMul", "q3,k4", "s1");
        } else {
            model.node("Transpose", "k1", "k4", integers("perm", 0, 2, 3, 1))
                    .node("MatMul", "q2,k4", "s0")
                    .node("Div", "s0,root", "s1");
        }
        if (mask) {
            model.node("Add", "s1,mask", "s2");
        }
        model.node("Softmax", mask ? "s2" : "s1", "p", integer("axis", -1)).node("MatMul", "p,v2", back ? "z" : "y");
        if (back) {
            model.node("Transpose", "z", "y", integers("perm", 0, 2, 1, 3));
        }
        List<String> operators =
                PeerComparison.assertAgrees(model.build(13), Map.of("x", PeerComparison.random(2, 9, 12)), TOLERANCE);
        boolean recognised = back || scaled.equals("operands");
        assertEquals(recognised, operators.contains("Attention"), operators.toString());
        assertEquals(!recognised, operators.contains("Softmax"), operators.toString());
    }

    @ParameterizedTest
    @CsvSource({"true, 4, 2", "false, 2, 2"})
    void asAnOperator(boolean causal, int heads, int keyHeads) throws OrtException {
        ModelBuilder model = new ModelBuilder()
                .input("x", ElementType.FLOAT, 2, 7, heads * 3L)
                .output("y", ElementType.FLOAT, 2, 7, heads * 3L)
                .random("k", 1, 2, 7, keyHeads * 3L)
                .random("v", 1, 2, 7, keyHeads * 3L)
                .random("mask", 1, 7, 7)
                .node(
                        "Attention",
                        causal ? "x,k,v" : "x,k,v,mask",
                        "y",
                        integer("q_num_heads", heads),
                        integer("kv_num_heads", keyHeads),
                        integer("is_causal", causal ? 1 : 0));
        PeerComparison.assertAgrees(model.build(23), Map.of("x", PeerComparison.random(2, 7, heads * 3L)), TOLERANCE);
    }

    @Test
    void multiHeadAttention() throws OrtException {
        ModelBuilder model = new ModelBuilder()
                .input("x", ElementType.FLOAT, 2, 7, 12)
                .output("y", ElementType.FLOAT, 2, 7, 12)
                .random("k", 1, 2, 5, 12)
                .random("v", 1, 2, 5, 12)
                .random("bias", 1, 1, 3, 7, 5)
                .node(
                        MICROSOFT,
                        "MultiHeadAttention",
                        "x,k,v,,,bias",
                        "y",
                        integer("num_heads", 3),
                        number("scale", 0.4));
        PeerComparison.assertAgrees(model.build(13), Map.of("x", PeerComparison.random(2, 7, 12)), TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({"BiasGelu, true", "FastGelu, true", "FastGelu, false", "Gelu, false"})
    void gelus(String operator, boolean bias) throws OrtException {
        ModelBuilder model = new ModelBuilder()
                .input("x", ElementType.FLOAT, 2, 7, 12)
                .output("y", ElementType.FLOAT, 2, 7, 12)
                .random("b", 1, 12)
                .node(MICROSOFT, operator, bias ? "x,b" : "x", "y");
        PeerComparison.assertAgrees(model.build(13), Map.of("x", PeerComparison.random(2, 7, 12)), TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void layerNormOfSums(boolean bias) throws OrtException {
        ModelBuilder model = new ModelBuilder()
                .input("x", ElementType.FLOAT, 2, 7, 12)
                .output("y", ElementType.FLOAT, 2, 7, 12)
                .output("sum", ElementType.FLOAT, 2, 7, 12)
                .random("skip", 1, 2, 7, 12)
                .random("scale", 1, 12)
                .random("beta", 1, 12)
                .random("b", 1, 12)
                .node(
                        MICROSOFT,
                        "SkipLayerNormalization",
                        bias ? "x,skip,scale,beta,b" : "x,skip,scale,beta",
                        "y,,,sum",
                        number("epsilon", 1e-5));
        PeerComparison.assertAgrees(model.build(13), Map.of("x", PeerComparison.random(2, 7, 12)), TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "0, 1", "1, 1"})
    void productsOfTransposes(int left, int right) throws OrtException {
        ModelBuilder model = new ModelBuilder()
                .input("x", ElementType.FLOAT, 2, 7, 7)
                .output("y", ElementType.FLOAT, 2, 7, 7)
                .random("b", 1, 2, 7, 7)
                .node(
                        MICROSOFT,
                        "FusedMatMul",
                        "x,b",
                        "y",
                        integer("transA", left),
                        integer("transB", right),
                        number("alpha", 0.25));
        List<String> operators =
                PeerComparison.assertAgrees(model.build(13), Map.of("x", PeerComparison.random(2, 7, 7)), TOLERANCE);
        assertTrue(operators.contains("FusedMatMul"), operators.toString());
    }

    /** Heads first or tokens first, pairs of neighbours or of halves, of all of a head or of a part. */
    @ParameterizedTest
    @CsvSource({"true, 0, true, true", "false, 1, true, false", "true, 1, false, false", "false, 0, false, true"})
    void rotaryEmbedding(boolean flat, int interleaved, boolean whole, boolean onnx) throws OrtException {
        int pairs = whole ? 4 : 2;
        long[] shape = flat ? new long[] {2, 5, 24} : new long[] {2, 3, 5, 8};
        ModelBuilder model = new ModelBuilder()
                .input("x", ElementType.FLOAT, shape)
                .output("y", ElementType.FLOAT, shape)
                .random("cos", 1, 20, pairs)
                .random("sin", 1, 20, pairs)
                .integers("positions", ElementType.INT64, new long[] {2, 5}, 0, 1, 2, 3, 4, 15, 16, 17, 18, 19)
                .node(
                        onnx ? "" : MICROSOFT,
                        "RotaryEmbedding",
                        onnx ? "x,cos,sin,positions" : "x,positions,cos,sin",
                        "y",
                        integer("interleaved", interleaved),
                        integer("num_heads", 3),
                        integer("rotary_embedding_dim", whole ? 0 : 4));
        PeerComparison.assertAgrees(model.build(onnx ? 23 : 17), Map.of("x", PeerComparison.random(shape)), TOLERANCE);
    }

    /** Decoding: keys and values of before are given, and returned with the new ones. */
    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    void withKeysOfThePast(boolean flat, boolean causal) throws OrtException {
        long[] queries = flat ? new long[] {2, 3, 12} : new long[] {2, 4, 3, 3};
        long[] keys = flat ? new long[] {2, 3, 6} : new long[] {2, 2, 3, 3};
        ModelBuilder model = new ModelBuilder()
                .input("x", ElementType.FLOAT, queries)
                .output("y", ElementType.FLOAT, queries)
                .output("keys", ElementType.FLOAT, 2, 2, 8, 3)
                .output("values", ElementType.FLOAT, 2, 2, 8, 3)
                .random("k", 1, keys)
                .random("v", 1, keys)
                .random("pastK", 1, 2, 2, 5, 3)
                .random("pastV", 1, 2, 2, 5, 3)
                .node(
                        "Attention",
                        "x,k,v,,pastK,pastV",
                        "y,keys,values",
                        integer("q_num_heads", 4),
                        integer("kv_num_heads", 2),
                        integer("is_causal", causal ? 1 : 0));
        PeerComparison.assertAgrees(model.build(23), Map.of("x", PeerComparison.random(queries)), TOLERANCE);
    }
}
