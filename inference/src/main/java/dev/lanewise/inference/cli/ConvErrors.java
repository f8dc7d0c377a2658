package dev.lanewise.inference.cli;

/**
 * How far an algorithm's outputs are from the direct sum's.
 *
 * @param max the largest difference over the largest output
 * @param l2 the root of the differences' squares over that of the outputs'
 */
record ConvErrors(double max, double l2) {}
