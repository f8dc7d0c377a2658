package dev.lanewise.engine;

import dev.lanewise.engine.drivers.AttentionHeads;

/** Checks of the arguments of attentions. */
final class AttentionChecks {
    private AttentionChecks() {}

    /** Elements of a tensor, which an int must count. */
    static int elements(int batch, int tokens, AttentionHeads heads, String name) {
        return RecurrentChecks.elements(batch, tokens, (long) heads.heads() * heads.size(), name);
    }

    static void causal(int queries, int keys) {
        if (queries > keys) {
            throw new IllegalArgumentException("queries is " + queries + "; it must be at most keys, " + keys
                    + ", since the last query stands at the last key");
        }
    }
}
