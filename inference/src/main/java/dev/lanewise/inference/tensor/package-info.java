/** Tensors, their types and shapes, and what is wrong with a model. Imports nothing of this module. */
package dev.lanewise.inference.tensor;
