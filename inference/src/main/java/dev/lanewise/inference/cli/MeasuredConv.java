package dev.lanewise.inference.cli;

import dev.lanewise.engine.planning.ConvCandidate;

/** An algorithm that ran a convolution: what was planned, how long it took, how exact it was. */
record MeasuredConv(ConvCandidate candidate, double seconds, ConvErrors errors) {}
