package dev.lanewise.engine.drivers;

import dev.lanewise.engine.planning.ConvCandidate;
import dev.lanewise.engine.planning.ConvProblem;

/** In the making. */
final class DepthwiseDriver implements ConvDriver {
    DepthwiseDriver(ConvProblem problem, ConvCandidate choice, float[] weights, int offset) {
        throw new UnsupportedOperationException(choice + " " + problem + weights.length + offset);
    }

    @Override
    public void run(ConvRun run, ConvContext context, int first, int end, float[] workspace, int at) {
        throw new UnsupportedOperationException();
    }
}
