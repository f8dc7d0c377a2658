package dev.lanewise.engine.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MachineTest {
    @Test
    void looksAtTheHostOnce() {
        assertSame(Machine.host(), Machine.host());
        assertFalse(Machine.hostSources().isEmpty());
    }

    @Test
    void refusesWhatCannotBe() {
        assertThrows(NullPointerException.class, () -> new Machine(null, 8, 16, 1024, 2048, 4096, 64, 1));
        assertRefused("lanes is 3; it must be 1, 4, 8 or 16", 3, 16, 1024, 2048, 4096, 64, 1);
        assertRefused("registers is 8; it must be 16 or 32", 8, 8, 1024, 2048, 4096, 64, 1);
        assertRefused("l1Bytes is 0; it must be positive", 8, 16, 0, 2048, 4096, 64, 1);
        assertRefused("l2Bytes is 8; it must be at least the first level's 1024", 8, 16, 1024, 8, 4096, 64, 1);
        assertRefused("l3Bytes is 9; it must be at least the second level's 2048", 8, 16, 1024, 2048, 9, 64, 1);
        assertRefused("lineBytes is 60; it must be a power of two from 4 up", 8, 16, 1024, 2048, 4096, 60, 1);
        assertRefused("processors is 0; it must be positive", 8, 16, 1024, 2048, 4096, 64, 0);
    }

    private static void assertRefused(
            String message, int lanes, int registers, long l1, long l2, long l3, int line, int processors) {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> new Machine("CPU", lanes, registers, l1, l2, l3, line, processors));
        assertEquals(message, refusal.getMessage());
    }
}
