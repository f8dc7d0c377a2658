/**
 * Measures what a machine can do: peak floating-point operations and bandwidths, to put under a roofline. Nothing here
 * runs unless it is asked to. May import every package of the engine except the operators, which do not import it either.
 */
package dev.lanewise.engine.assessment;
