package dev.lanewise.engine.assessment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.machine.MachineProfile;
import dev.lanewise.engine.machine.MemoryLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AssessmentTest {
    private static final int PART = 64 << 20;

    @Test
    void measuresEveryThreadCount() throws InterruptedException {
        List<Integer> steps = new ArrayList<>();
        List<Integer> totals = new ArrayList<>();
        MachineProfile profile = Assessment.builder()
                .threads(2)
                .quick(true)
                .progress((done, total, step) -> {
                    steps.add(done);
                    totals.add(total);
                    assertEquals(done == total, step.isEmpty());
                })
                .build()
                .measure();
        assertEquals(Machine.host(), profile.machine());
        assertEquals(Set.of(1, 2), profile.rates().keySet());
        assertTrue(profile.rates(1).bandwidths().containsKey(MemoryLevel.MEMORY));
        int total = totals.getFirst();
        assertEquals(Set.of(total), Set.copyOf(totals));
        assertEquals(total + 1, steps.size());
        assertEquals(total, steps.getLast());
    }

    @Test
    void refusesNoThreads() {
        assertThrows(IllegalArgumentException.class, () -> Assessment.builder().threads(0));
        assertThrows(NullPointerException.class, () -> Assessment.builder().progress(null));
    }

    @Test
    void choosesWorkingSetsThatFitTheirLevel() {
        Machine machine = new Machine("CPU", 8, 16, 32 << 10, 512 << 10, 32 << 20, 64, 8);
        assertEquals(
                Map.of(
                        MemoryLevel.L1, 4 << 10,
                        MemoryLevel.L2, 64 << 10,
                        MemoryLevel.L3, 1 << 20,
                        MemoryLevel.MEMORY, PART),
                WorkingSets.floatsPerThread(machine, 1, PART));
        // half of the third level for all threads together
        assertEquals(512 << 10, WorkingSets.floatsPerThread(machine, 8, PART).get(MemoryLevel.L3));
        assertEquals(512L << 20, WorkingSets.memoryBytes(machine, 16));
    }

    @Test
    void leavesOutLevelsThatCannotBeToldApart() {
        Machine twoLevels = new Machine("CPU", 4, 32, 64 << 10, 1 << 20, 1 << 20, 64, 4);
        assertEquals(
                Set.of(MemoryLevel.L1, MemoryLevel.L2, MemoryLevel.MEMORY),
                WorkingSets.floatsPerThread(twoLevels, 1, PART).keySet());
        Machine manyCores = new Machine("CPU", 4, 32, 48 << 10, 2 << 20, 24 << 20, 64, 16);
        assertEquals(
                Set.of(MemoryLevel.L1, MemoryLevel.L2, MemoryLevel.MEMORY),
                WorkingSets.floatsPerThread(manyCores, 16, PART).keySet());
        assertEquals(64L << 20, WorkingSets.memoryBytes(twoLevels, 16));
    }
}
