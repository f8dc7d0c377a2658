/** A model as nodes and constants, and the passes that simplify it before any shape is known. Imports tensors and the engine. */
package dev.lanewise.inference.graph;
