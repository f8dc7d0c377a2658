/**
 * Runs a split piece of work on the calling thread, on the engine's own pool or on a caller's executor; the splits are
 * deterministic. Imports nothing else of the engine; drivers and everything above them may import it.
 */
package dev.lanewise.engine.parallel;
