/**
 * What C2 makes of the micro-kernels: their hot loops in machine code, and how often those touch the stack. May import the
 * engine's kernels; needs binutils' {@code objdump} and no more.
 */
package dev.lanewise.jmh.hotloops;
