/**
 * The blocked loops: they walk blocks and panels, call packing and micro-kernels, and split work over threads. May import
 * packing, kernels, machine and parallel.
 */
package dev.lanewise.engine.drivers;
