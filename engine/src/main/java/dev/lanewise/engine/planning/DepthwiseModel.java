package dev.lanewise.engine.planning;

import dev.lanewise.engine.machine.Machine;

/** In the making. */
record DepthwiseModel(ConvAlgorithm algorithm) implements ConvModel {
    @Override
    public String refusal(ConvProblem problem) {
        return "not there yet";
    }

    @Override
    public ConvBlocks blocks(ConvProblem problem, Machine machine, int threads, long floats) {
        throw new UnsupportedOperationException();
    }

    @Override
    public double nanos(ConvProblem problem, ConvBlocks blocks, ConvCosts costs) {
        throw new UnsupportedOperationException();
    }

    @Override
    public double error(ConvProblem problem) {
        throw new UnsupportedOperationException();
    }
}
