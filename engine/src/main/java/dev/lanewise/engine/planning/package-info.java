/**
 * Chooses algorithm, tile, blocking and split from static facts: the shape, the machine model, the workspace limit and the
 * accuracy class. May import drivers, packing, kernels, machine and parallel.
 */
package dev.lanewise.engine.planning;
