package dev.lanewise.inference.cli;

import dev.lanewise.inference.Session;
import dev.lanewise.inference.SessionOptions;
import dev.lanewise.inference.model.Model;
import dev.lanewise.inference.model.ModelReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A model that a command is given: a file, or one of those that come along.
 *
 * @param name as it was given
 * @param resource where it is on the class path, or null for a file
 */
record ModelSource(String name, String resource) {
    private static final Map<String, String> INCLUDED = new TreeMap<>(Map.of(
            "minilm", "all-minilm-l6-v2.onnx",
            "minilm-int8", "all-minilm-l6-v2-q.onnx",
            "ppocr-detection", "models/ch_PP-OCRv4_det_infer.onnx",
            "ppocr-recognition", "models/ch_PP-OCRv4_rec_infer.onnx"));

    /** Takes a file that is there, or the name of an included model. */
    static final class Converter implements ITypeConverter<ModelSource> {
        @Override
        public ModelSource convert(String value) {
            if (Files.isRegularFile(Path.of(value))) {
                return new ModelSource(value, null);
            }
            if (!INCLUDED.containsKey(value)) {
                throw new TypeConversionException("'" + value + "' is neither a file nor one of the models included: "
                        + String.join(", ", INCLUDED.keySet()));
            }
            return new ModelSource(value, INCLUDED.get(value));
        }
    }

    /** The model as it was written. */
    Model read() throws IOException {
        return resource == null ? ModelReader.read(Path.of(name)) : ModelReader.read(bytes());
    }

    /** The model, ready to run. */
    Session open(int threads) throws IOException {
        SessionOptions options = SessionOptions.DEFAULT.withThreads(threads);
        return resource == null ? Session.load(Path.of(name), options) : Session.load(bytes(), options);
    }

    private byte[] bytes() throws IOException {
        try (InputStream stream = ModelSource.class.getClassLoader().getResourceAsStream(resource)) {
            if (stream == null) {
                throw new FileNotFoundException(resource + " is not on the class path");
            }
            return stream.readAllBytes();
        }
    }
}
