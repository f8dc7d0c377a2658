package dev.lanewise.engine.planning;

/**
 * The order of GEMM's three outer loops, by the names of Goto and van de Geijn ("Anatomy of High-Performance Matrix
 * Multiplication", ACM TOMS 34(3), 2008): a <em>panel</em> is large in one dimension, a <em>block</em> in none. The loops
 * are BLIS's: jc over columns of C, ic over rows, pc over k; the two inner ones, jr and ir, run over micro-tiles.
 */
public enum LoopOrder {
    /** Whichever the planner picks for the shape. */
    AUTO,
    /** Block times panel: jc, pc, ic. A block of A stays in the L2 cache, a packed panel of B in L3: both m and n large. */
    GEBP,
    /** Panel times block: ic, pc, jc. A block of B stays in the L2 cache, a packed panel of A beside it or in L3: m small. */
    GEPB,
    /** Panel times panel: pc outermost. All of A and B that a pc needs is packed once, whatever the blocks. */
    GEPP,
    /** Panel dot: jc, ic, pc. A block of C stays in cache while k runs: m and n small, k large. */
    GEPDOT
}
