package dev.lanewise.engine.planning;

/**
 * All that a plan depends on, apart from the machine.
 *
 * @param m rows of C
 * @param n columns of C
 * @param k length of the sums
 * @param transposedA whether A is stored transposed
 * @param transposedB whether B is stored transposed
 * @param arrayA whether A lies in an array
 * @param arrayC whether C lies in an array
 * @param prepackedKc the kc of prepacked weights, 0 if B is not prepacked
 * @param mappedB whether B is prepacked in native memory
 * @param order the loop order asked for
 */
public record GemmShape(
        int m,
        int n,
        int k,
        boolean transposedA,
        boolean transposedB,
        boolean arrayA,
        boolean arrayC,
        int prepackedKc,
        boolean mappedB,
        LoopOrder order) {}
