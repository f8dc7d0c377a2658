/**
 * What is known about the machine: lanes, registers, cache sizes, peaks and the roofline they draw. Imports nothing else of
 * the engine.
 */
package dev.lanewise.engine.machine;
