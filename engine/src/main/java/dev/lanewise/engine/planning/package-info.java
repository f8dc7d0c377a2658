/**
 * Chooses path, loop order, blocking and split from static facts: the shape, the machine model, the workspace limit.
 * Exported, because plans explain themselves. May import packing, which knows what its panels take, kernels and machine.
 */
package dev.lanewise.engine.planning;
