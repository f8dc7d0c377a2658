package dev.lanewise.inference.model;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.lanewise.inference.graph.Constant;
import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.ModelException;
import dev.lanewise.inference.tensor.Shapes;
import dev.lanewise.inference.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Turns tensors of the model into constants that decode their elements when asked. */
final class TensorReader {
    /** Bytes that are read of a file at a time. */
    private static final int CHUNK = 1 << 16;

    private final ExternalData external;
    private final Function<ByteString, RawData> places;

    /** With a folder of files beside the model, and what tells where bytes of the model itself are kept. */
    TensorReader(ExternalData external, Function<ByteString, RawData> places) {
        this.external = external;
        this.places = places;
    }

    /** A constant; its type, sizes and the amount of data are checked now. */
    Constant read(TensorProto proto, String name) {
        try {
            ElementType type = ElementType.ofOnnx(proto.getDataType());
            int[] shape = Shapes.ints(
                    proto.getDimsList().stream().mapToLong(Long::longValue).toArray());
            int elements = Shapes.elements(shape);
            if (proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
                RawData bytes = external(proto, (long) elements * type.storage().bytes());
                return Constant.lazy(type, shape, () -> decode(type, shape, bytes));
            }
            if (proto.hasRawData()) {
                ByteString raw = proto.getRawData();
                require((long) elements * type.storage().bytes(), raw.size(), "bytes");
                RawData bytes = places.apply(raw);
                return Constant.lazy(type, shape, () -> decode(type, shape, bytes));
            }
            require(elements, count(proto, type), "elements");
            return Constant.of(typed(proto, type, shape));
        } catch (ModelException e) {
            throw new ModelException("tensor '" + name + "': " + e.getMessage(), e);
        }
    }

    private RawData external(TensorProto proto, long bytes) {
        Map<String, String> entries = proto.getExternalDataList().stream()
                .collect(Collectors.toMap(
                        StringStringEntryProto::getKey, StringStringEntryProto::getValue, (first, second) -> second));
        try {
            long length = Long.parseLong(entries.getOrDefault("length", Long.toString(bytes)));
            require(bytes, length, "bytes");
            return external.part(
                    entries.getOrDefault("location", ""), Long.parseLong(entries.getOrDefault("offset", "0")), length);
        } catch (NumberFormatException e) {
            throw new ModelException("its offset or length is no number: " + e.getMessage(), e);
        }
    }

    private static void require(long needed, long given, String what) {
        if (needed != given) {
            throw new ModelException("its shape needs " + needed + " " + what + "; it has " + given);
        }
    }

    private static Tensor decode(ElementType type, int[] shape, RawData source) {
        Tensor tensor = Tensor.zeros(type, shape);
        int width = type.storage().bytes();
        byte[] chunk = new byte[Math.min(CHUNK, tensor.elements() * width)];
        ByteBuffer bytes = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
        int most = CHUNK / width;
        for (int done = 0; done < tensor.elements(); done += most) {
            int count = Math.min(most, tensor.elements() - done);
            source.read(done * width, chunk, count * width);
            switch (tensor.array()) {
                case float[] floats -> bytes.asFloatBuffer().get(floats, done, count);
                case double[] doubles -> bytes.asDoubleBuffer().get(doubles, done, count);
                case long[] longs -> bytes.asLongBuffer().get(longs, done, count);
                case int[] ints -> bytes.asIntBuffer().get(ints, done, count);
                case short[] shorts -> bytes.asShortBuffer().get(shorts, done, count);
                case byte[] raw -> System.arraycopy(chunk, 0, raw, done, count);
                default -> throw new ModelException("text is not stored as raw data");
            }
        }
        return tensor;
    }

    private static int count(TensorProto proto, ElementType type) {
        return switch (type) {
            case FLOAT -> proto.getFloatDataCount();
            case DOUBLE -> proto.getDoubleDataCount();
            case INT64 -> proto.getInt64DataCount();
            case UINT32, UINT64 -> proto.getUint64DataCount();
            case STRING -> proto.getStringDataCount();
            default -> proto.getInt32DataCount();
        };
    }

    private static Tensor typed(TensorProto proto, ElementType type, int[] shape) {
        Tensor tensor = Tensor.zeros(type, shape);
        List<Long> longs = type == ElementType.INT64 ? proto.getInt64DataList() : proto.getUint64DataList();
        for (int i = 0; i < tensor.elements(); i++) {
            switch (tensor.array()) {
                case float[] array -> array[i] = proto.getFloatData(i);
                case double[] array -> array[i] = proto.getDoubleData(i);
                case long[] array -> array[i] = longs.get(i);
                case int[] array ->
                    array[i] = type == ElementType.UINT32 ? longs.get(i).intValue() : proto.getInt32Data(i);
                case short[] array -> array[i] = (short) proto.getInt32Data(i);
                case byte[] array -> array[i] = (byte) proto.getInt32Data(i);
                case String[] array -> array[i] = proto.getStringData(i).toStringUtf8();
                default -> throw new IllegalStateException(type.toString());
            }
        }
        return tensor;
    }
}
