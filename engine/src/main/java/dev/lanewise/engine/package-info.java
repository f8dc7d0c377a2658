/**
 * The operators, and the engine that prepares them: arguments are validated here, a plan is made, weights are packed once,
 * and runs follow. May import every other package of the engine except {@code assessment}.
 */
package dev.lanewise.engine;
