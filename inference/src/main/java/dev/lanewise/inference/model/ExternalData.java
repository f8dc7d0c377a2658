package dev.lanewise.inference.model;

import dev.lanewise.inference.tensor.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Files beside the model that hold weights. */
final class ExternalData {
    private final Path folder;

    /** In a folder, or nowhere if it is null. */
    ExternalData(Path folder) {
        this.folder = folder;
    }

    /** Maps part of a file. */
    ByteBuffer map(String location, long offset, long length) {
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
            try (FileChannel channel = FileChannel.open(file)) {
                if (offset < 0 || length < 0 || offset > channel.size() - length) {
                    throw new ModelException("its data are bytes " + offset + " to " + (offset + length) + " of '"
                            + location + "', which has " + channel.size());
                }
                if (length > Integer.MAX_VALUE) {
                    throw new ModelException("it has " + length + " bytes; at most 2 GiB are supported");
                }
                return channel.map(MapMode.READ_ONLY, offset, length);
            }
        } catch (IOException | InvalidPathException e) {
            throw new ModelException("its data file '" + location + "' cannot be read: " + e, e);
        }
    }
}
