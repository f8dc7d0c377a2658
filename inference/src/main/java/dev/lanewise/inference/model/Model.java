package dev.lanewise.inference.model;

import dev.lanewise.inference.graph.Graph;
import dev.lanewise.inference.tensor.ModelMetadata;

/**
 * A model that was read and checked.
 *
 * @param graph what it computes
 * @param metadata what it says of itself
 */
public record Model(Graph graph, ModelMetadata metadata) {}
