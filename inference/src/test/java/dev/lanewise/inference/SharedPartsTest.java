package dev.lanewise.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Engine;
import dev.lanewise.inference.model.ModelReader;
import dev.lanewise.inference.operators.SharedParts;
import dev.lanewise.inference.runtime.Planner;
import dev.lanewise.inference.runtime.Runner;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What plans share is kept as long as they need it. */
class SharedPartsTest {
    private static final int PLANS = 3;

    private final SharedParts parts = new SharedParts();
    private final Engine engine = Engine.builder().threads(1).build();

    private Runner runner(byte[] model) {
        return new Runner(new Planner(ModelReader.read(model).graph(), engine, parts), PLANS);
    }

    /** Waits until the collector has left no more parts than this. */
    private void awaitParts(int most) throws InterruptedException {
        for (int i = 0; i < 100 && parts.size() > most; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertTrue(parts.size() <= most, parts.size() + " parts are kept; " + most + " are needed");
    }

    @Test
    void weightsThatRunsGiveDoNotPileUp() throws InterruptedException {
        Runner runner = runner(new ModelBuilder()
                .input("x", ElementType.FLOAT, 1, 3, 8, 8)
                .input("w", ElementType.FLOAT, 4, 3, 3, 3)
                .output("y", ElementType.FLOAT, 1, 4, 6, 6)
                .node("Conv", "x,w", "y")
                .build(13));
        Tensor x = PeerComparison.random(1, 3, 8, 8);
        Map<String, Tensor> first = Map.of("x", x, "w", PeerComparison.random(4, 3, 3, 3));
        float[] expected = runner.run(first, null).get("y").floats();
        for (int i = 1; i < 20; i++) {
            float[] weights = new float[108];
            weights[i] = 1;
            runner.run(Map.of("x", x, "w", Tensor.of(weights, 4, 3, 3, 3)), null);
        }
        awaitParts(PLANS);
        assertArrayEquals(expected, runner.run(first, null).get("y").floats());
        engine.close();
    }

    @Test
    void plansShareTheModelsWeights() {
        Runner runner = runner(new ModelBuilder()
                .input("x", ElementType.FLOAT, -1, 8)
                .output("y", ElementType.FLOAT, -1, 5)
                .random("w", 1, 8, 5)
                .node("MatMul", "x,w", "y")
                .build(13));
        for (int rows = 1; rows < 20; rows++) {
            runner.run(Map.of("x", PeerComparison.random(rows, 8)), null);
            assertEquals(1, parts.size());
        }
        System.gc();
        runner.run(Map.of("x", PeerComparison.random(20, 8)), null);
        assertEquals(1, parts.size());
        engine.close();
    }
}
