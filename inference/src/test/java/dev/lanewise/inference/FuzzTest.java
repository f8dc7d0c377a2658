package dev.lanewise.inference;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.lanewise.inference.tensor.ModelException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Small models with seeded damage: whatever a model is, it runs or is refused with an exception that says why, in a line, and soon. Each
 * failure names its seed; {@code -Dlanewise.fuzz.tries=} sets how many are tried.
 */
class FuzzTest {
    private static final int TRIES = Integer.getInteger("lanewise.fuzz.tries", 400);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void soundModelsRun() {
        for (ModelProto model : FuzzModels.all()) {
            try (Session session = Session.load(model.toByteArray())) {
                session.run(session.sampleInputs(Map.of("x", FuzzModels.shape())));
            }
        }
    }

    @Test
    void damagedBytesAreRefused() {
        tryAll(seed -> Mutations.ofBytes(pick(seed).toByteArray(), new SplittableRandom(seed)));
    }

    @Test
    void damagedGraphsAreRefused() {
        tryAll(seed -> Mutations.ofGraph(pick(seed), new SplittableRandom(seed)).toByteArray());
    }

    private static ModelProto pick(long seed) {
        List<ModelProto> models = FuzzModels.all();
        return models.get((int) (seed % models.size()));
    }

    private interface Maker {
        byte[] model(long seed);
    }

    private static void tryAll(Maker maker) {
        for (long seed = 0; seed < TRIES; seed++) {
            byte[] model = maker.model(seed);
            assertTimeoutPreemptively(LIMIT, () -> loadAndRun(model), "seed " + seed);
        }
    }

    private static void loadAndRun(byte[] model) {
        try (Session session = Session.load(model)) {
            session.run(session.sampleInputs(Map.of("x", FuzzModels.shape())));
        } catch (ModelException | IllegalArgumentException e) {
            assertTrue(
                    e.getMessage() != null && e.getMessage().lines().count() == 1, () -> "message: " + e.getMessage());
        }
    }
}
