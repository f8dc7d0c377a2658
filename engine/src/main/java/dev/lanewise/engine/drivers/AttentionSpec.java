package dev.lanewise.engine.drivers;

/**
 * An attention, prepared.
 *
 * @param queries heads of queries and their length
 * @param keys heads of keys, which divide those of queries
 * @param values heads of values, as many
 * @param outputs heads of results
 * @param scale factor of scores
 * @param causal whether a query sees no key behind its own position, the last query at the last key
 */
public record AttentionSpec(
        AttentionHeads queries,
        AttentionHeads keys,
        AttentionHeads values,
        AttentionHeads outputs,
        float scale,
        boolean causal) {

    /** Heads of queries that share one of keys. */
    int group() {
        return queries.heads() / keys.heads();
    }
}
