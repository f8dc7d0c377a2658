package dev.lanewise.inference.tensor;

import java.util.Map;

/**
 * What a model says of itself.
 *
 * @param producer the tool that wrote it, with its version
 * @param graphName name of its graph
 * @param description its description
 * @param domain whose model it is
 * @param version its own version
 * @param irVersion version of ONNX's format
 * @param opsets versions of the operators, by domain; ONNX's own is empty
 * @param properties further properties
 */
public record ModelMetadata(
        String producer,
        String graphName,
        String description,
        String domain,
        long version,
        long irVersion,
        Map<String, Integer> opsets,
        Map<String, String> properties) {
    /** Copies the maps. */
    public ModelMetadata {
        opsets = Map.copyOf(opsets);
        properties = Map.copyOf(properties);
    }
}
