/**
 * JMH benchmarks of the engine, one subject each. Every score comes with what the machine could do at that moment, measured in
 * the same iteration, and every result is checked before it is timed. May import the engine, its kernels' probes and the
 * reference.
 */
package dev.lanewise.jmh;
