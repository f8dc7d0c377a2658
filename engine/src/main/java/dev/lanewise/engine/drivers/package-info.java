/**
 * The blocked loops: they carry out plans, walk blocks and panels, call packing and micro-kernels, and split work over
 * threads. May import planning, packing, kernels, machine and parallel.
 */
package dev.lanewise.engine.drivers;
