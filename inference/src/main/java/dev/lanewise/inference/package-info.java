/** Runs ONNX models on the engine: {@link dev.lanewise.inference.Session}. */
package dev.lanewise.inference;
