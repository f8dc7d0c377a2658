/**
 * What must hold of the engine for every operand: results within their bounds of the reference, the same bits whatever
 * the threads, the workspace, the batch or the storage, and nothing written that is not the result.
 */
package dev.lanewise.properties;
