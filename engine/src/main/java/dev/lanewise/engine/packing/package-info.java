/**
 * Rearranges operands into the panels that micro-kernels read; memory segments are read here. May import kernels and
 * machine.
 */
package dev.lanewise.engine.packing;
