/**
 * Micro-kernels, each with a scalar twin behind the same interface. The only package that imports the Vector API; of the
 * engine it may import machine alone.
 */
package dev.lanewise.engine.kernels;
