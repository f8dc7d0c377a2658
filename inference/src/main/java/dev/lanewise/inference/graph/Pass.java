package dev.lanewise.inference.graph;

/** Looks at one node after the other, in order, and replaces it and others where they match. */
interface Pass {
    /** Changes the graph around a node, or leaves it as it is. */
    void apply(Graph graph, Node node);
}
