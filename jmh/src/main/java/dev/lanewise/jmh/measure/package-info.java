/**
 * How ratios are measured on a machine that others use as well: tasks take turns in short slices, and slices during which
 * something else used the core do not count. Knows nothing of engine or peers.
 */
package dev.lanewise.jmh.measure;
