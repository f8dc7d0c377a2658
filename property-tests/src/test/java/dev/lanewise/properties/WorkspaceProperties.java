package dev.lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.EngineBuilder;
import dev.lanewise.properties.support.EngineKind;
import dev.lanewise.properties.support.GemmCase;
import dev.lanewise.properties.support.GemmCases;
import dev.lanewise.properties.support.GemmRun;
import dev.lanewise.properties.support.ScaledTries;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Under any limit of the workspace results are within their bound, and the limit holds. */
@AddLifecycleHook(ScaledTries.class)
class WorkspaceProperties {
    @Property
    void anyLimitWillDo(
            @ForAll(supplier = GemmCases.class) GemmCase gemm,
            @ForAll("limits") long limit,
            @ForAll boolean smallCaches,
            @ForAll @IntRange(min = 1, max = 2) int threads) {
        EngineBuilder builder = Engine.builder().workspaceLimit(limit).threads(threads);
        if (smallCaches) {
            builder.machine(EngineKind.smallCaches());
        }
        try (Engine engine = builder.build()) {
            assertEquals(limit, engine.workspaceLimit());
            new GemmRun(gemm).onArrays(engine).check();
            assertTrue(
                    engine.workspaceInUse() <= limit,
                    () -> "%d bytes of workspace in use, %d allowed".formatted(engine.workspaceInUse(), limit));
        }
    }

    @Provide
    Arbitrary<Long> limits() {
        return Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.of(0L, 1L, 4L, 63L, Long.MAX_VALUE)),
                Tuple.of(4, Arbitraries.longs().between(0, 1 << 20)));
    }
}
