package dev.lanewise.engine.drivers;

import dev.lanewise.engine.kernels.EpilogueSpec;

/**
 * One direction of a recurrent layer, prepared. Columns of gates are padded to whole vectors, with zeros.
 *
 * @param reversed whether steps run from the end of a sequence
 * @param input weights of the input, all gates
 * @param inputTerms what is added to the input's product
 * @param recurrent weights of the state, all gates but a candidate that has a product of its own
 * @param recurrentTerms what is added to the state's product
 * @param candidate weights of the candidate of a GRU that resets the state before the product, else null
 * @param projection weights of the projection, or null
 * @param cell what is made of the gates
 */
public record RecurrentWeights(
        boolean reversed,
        RecurrentMatrix input,
        EpilogueSpec inputTerms,
        RecurrentMatrix recurrent,
        EpilogueSpec recurrentTerms,
        RecurrentMatrix candidate,
        RecurrentMatrix projection,
        GateCell cell) {}
