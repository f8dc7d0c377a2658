package dev.lanewise.inference.model;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.ModelMetadata;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads a model. Weights are not copied: they stay in the file, or in the array given. */
public final class ModelReader {
    private ModelReader() {}

    /**
     * Reads a file; weights in files of their own must lie in its folder.
     *
     * @throws IOException if a file cannot be read
     * @throws ModelException if it is not a model, or not a sound one
     */
    public static Model read(Path file) throws IOException {
        WeightFile weights = new WeightFile(file);
        if (weights.length() > Integer.MAX_VALUE) {
            throw new ModelException(
                    file + " has " + weights.length() + " bytes; a protobuf message has at most 2 GiB");
        }
        // only while the model is parsed: nothing that is kept refers to it
        ByteBuffer bytes = weights.map();
        long start = address(bytes);
        Path folder = file.toAbsolutePath().getParent();
        TensorReader tensors = new TensorReader(new ExternalData(folder), raw -> {
            ByteBuffer part = raw.asReadOnlyByteBuffer();
            // what protobuf has copied is no part of the mapping
            return part.isDirect() ? RawData.of(weights, address(part) - start) : RawData.of(raw);
        });
        return read(UnsafeByteOperations.unsafeWrap(bytes), tensors);
    }

    private static long address(ByteBuffer bytes) {
        return MemorySegment.ofBuffer(bytes).address();
    }

    /**
     * Reads bytes, which must not change as long as the model is used.
     *
     * @throws ModelException if they are not a model, not a sound one, or weights lie in other files
     */
    public static Model read(byte[] bytes) {
        return read(UnsafeByteOperations.unsafeWrap(bytes), new TensorReader(new ExternalData(null), RawData::of));
    }

    private static Model read(ByteString bytes, TensorReader tensors) {
        ModelProto proto = parse(bytes);
        if (!proto.hasGraph()) {
            throw new ModelException("the model has no graph; is it an ONNX model?");
        }
        Map<String, Integer> opsets = opsets(proto);
        return new Model(new GraphReader(tensors, opsets).read(proto.getGraph()), metadata(proto, opsets));
    }

    private static ModelProto parse(ByteString bytes) {
        CodedInputStream stream = bytes.newCodedInput();
        try {
            stream.enableAliasing(true);
            stream.setSizeLimit(Integer.MAX_VALUE);
            ModelProto proto = ModelProto.parseFrom(stream);
            stream.checkLastTagWas(0);
            return proto;
        } catch (InvalidProtocolBufferException e) {
            throw new ModelException(
                    "not an ONNX model: unsound at byte " + stream.getTotalBytesRead() + " of " + bytes.size() + ": "
                            + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw new ModelException("the model cannot be read: " + e.getMessage(), e);
        }
    }

    private static Map<String, Integer> opsets(ModelProto proto) {
        Map<String, Integer> opsets = new HashMap<>();
        for (OperatorSetIdProto opset : proto.getOpsetImportList()) {
            String domain = GraphReader.domain(opset.getDomain());
            opsets.put(domain, Math.toIntExact(Math.clamp(opset.getVersion(), 0, Integer.MAX_VALUE)));
        }
        return opsets;
    }

    private static ModelMetadata metadata(ModelProto proto, Map<String, Integer> opsets) {
        return new ModelMetadata(
                (proto.getProducerName() + " " + proto.getProducerVersion()).strip(),
                proto.getGraph().getName(),
                proto.getDocString(),
                proto.getDomain(),
                proto.getModelVersion(),
                proto.getIrVersion(),
                opsets,
                proto.getMetadataPropsList().stream()
                        .collect(Collectors.toMap(p -> p.getKey(), p -> p.getValue(), (first, second) -> second)));
    }
}
