package dev.lanewise.engine.planning;

import dev.lanewise.engine.machine.Machine;

/** What the planner knows of an algorithm. */
interface ConvModel {
    /** {@return the algorithm} */
    ConvAlgorithm algorithm();

    /** {@return why the algorithm does not apply, or null where it does} */
    String refusal(ConvProblem problem);

    /**
     * Cuts a convolution.
     *
     * @param problem one that the algorithm applies to
     * @param machine the machine
     * @param threads threads that will share the units
     * @param floats workspace that a thread may use
     * @return the best blocks within that, or the smallest there are, if they do not fit either
     */
    ConvBlocks blocks(ConvProblem problem, Machine machine, int threads, long floats);

    /** {@return predicted nanoseconds on one thread} */
    double nanos(ConvProblem problem, ConvBlocks blocks, ConvCosts costs);

    /** {@return expected L2-relative error on uniform data; proportional to the root of the depth for direct sums} */
    double error(ConvProblem problem);
}
