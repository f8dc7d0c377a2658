package dev.lanewise.inference.model;

import dev.lanewise.inference.tensor.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Files beside the model that hold weights. */
final class ExternalData {
    private final Path folder;
    private final Map<Path, WeightFile> files = new HashMap<>();

    /** In a folder, or nowhere if it is null. */
    ExternalData(Path folder) {
        this.folder = folder;
    }

    /** Part of a file. */
    RawData part(String location, long offset, long length) {
        if (folder == null) {
            throw new ModelException("its data lie in the file '" + location + "'; load the model by its path");
        }
        try {
            Path root = folder.toRealPath();
            Path file = root.resolve(location).toRealPath();
            if (!file.startsWith(root)) {
                throw new ModelException("its data lie in '" + location + "', outside the model's folder");
            }
            // opening a pipe would wait for ever
            if (!Files.isRegularFile(file)) {
                throw new ModelException("its data lie in '" + location + "', which is no file");
            }
            WeightFile weights = files.get(file);
            if (weights == null) {
                weights = new WeightFile(file);
                files.put(file, weights);
            }
            if (offset < 0 || length < 0 || offset > weights.length() - length) {
                throw new ModelException("its data are bytes " + offset + " to " + (offset + length) + " of '"
                        + location + "', which has " + weights.length());
            }
            if (length > Integer.MAX_VALUE) {
                throw new ModelException("it has " + length + " bytes; at most 2 GiB are supported");
            }
            return RawData.of(weights, offset);
        } catch (IOException | InvalidPathException e) {
            throw new ModelException("its data file '" + location + "' cannot be read: " + e, e);
        }
    }
}
