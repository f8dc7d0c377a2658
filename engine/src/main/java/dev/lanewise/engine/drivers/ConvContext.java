package dev.lanewise.engine.drivers;

/** What one thread needs for its part of a convolution, beside the workspace. */
final class ConvContext {
    final MacroKernel macroKernel = new MacroKernel();
    final ImageStrips strips = new ImageStrips();
}
