package dev.lanewise.engine.drivers;

/** What a recurrent cell makes of one sequence's gates at one step. All of it lies in one array, rows padded to whole vectors. */
public interface GateCell {
    /** Elements of a gate that are taken together: all gates of such a strip lie in half of L1. */
    int STRIP = 512;

    /**
     * Computes the state, or what leads to it. A cell whose candidate needs a product of its own is called twice.
     *
     * @param again whether the candidate's product is known
     * @param s holds everything
     * @param sums the gates' sums over the input, bias included
     * @param gates the gates' sums over the state; overwritten
     * @param state the state
     * @param cell the memory of an LSTM
     * @param out where results go: the state itself, or what is multiplied next
     */
    void apply(boolean again, float[] s, int sums, int gates, int state, int cell, int out);
}
