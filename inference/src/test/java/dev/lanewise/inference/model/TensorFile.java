package dev.lanewise.inference.model;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.lanewise.inference.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a file that holds one tensor, as ONNX's tests have them. */
public final class TensorFile {
    private TensorFile() {}

    /** The tensor. */
    public static Tensor read(Path file) throws IOException {
        TensorProto proto = TensorProto.parseFrom(Files.readAllBytes(file));
        return new TensorReader(new ExternalData(null), RawData::of)
                .read(proto, file.getFileName().toString())
                .tensor();
    }
}
