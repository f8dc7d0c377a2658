/**
 * What each operator of ONNX means: its shapes, and the calls of the engine that compute it. {@link Operators} has a line for every
 * one. Imports graphs, tensors and the engine.
 */
package dev.lanewise.inference.operators;
