package dev.lanewise.engine.drivers;

import dev.lanewise.engine.planning.GemmConvBlocks;

/** What one thread needs for its part of a convolution, beside the workspace. */
final class ConvContext {
    final MacroKernel macroKernel = new MacroKernel();
    final ImageStrips strips = new ImageStrips();

    /** For blocks that no workspace is granted for. */
    final float[] scratch = new float[GemmConvBlocks.FIXED_SCRATCH];

    final DepthwisePart depthwise = new DepthwisePart();
    final GemmConvPart gemm = new GemmConvPart(macroKernel);
}
