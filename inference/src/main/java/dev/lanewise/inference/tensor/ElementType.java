package dev.lanewise.inference.tensor;

import java.util.Arrays;
import java.util.Locale;

/** What the elements of a tensor are, with ONNX's numbers. */
public enum ElementType {
    /** 32-bit IEEE numbers. */
    FLOAT(1, Storage.FLOATS),
    /** Unsigned bytes. */
    UINT8(2, Storage.BYTES),
    /** Signed bytes. */
    INT8(3, Storage.BYTES),
    /** Unsigned 16-bit integers. */
    UINT16(4, Storage.SHORTS),
    /** Signed 16-bit integers. */
    INT16(5, Storage.SHORTS),
    /** Signed 32-bit integers. */
    INT32(6, Storage.INTS),
    /** Signed 64-bit integers. */
    INT64(7, Storage.LONGS),
    /** Text. */
    STRING(8, Storage.STRINGS),
    /** Truth values, a byte 0 or 1 each. */
    BOOL(9, Storage.BYTES),
    /** 16-bit IEEE numbers. */
    FLOAT16(10, Storage.SHORTS),
    /** 64-bit IEEE numbers. */
    DOUBLE(11, Storage.DOUBLES),
    /** Unsigned 32-bit integers. */
    UINT32(12, Storage.INTS),
    /** Unsigned 64-bit integers. */
    UINT64(13, Storage.LONGS),
    /** The upper halves of 32-bit IEEE numbers. */
    BFLOAT16(16, Storage.SHORTS);

    private final int onnx;
    private final Storage storage;

    ElementType(int onnx, Storage storage) {
        this.onnx = onnx;
        this.storage = storage;
    }

    /** The type with this number in ONNX's TensorProto.DataType. */
    public static ElementType ofOnnx(int number) {
        return Arrays.stream(values())
                .filter(type -> type.onnx == number)
                .findFirst()
                .orElseThrow(() -> new ModelException("element type " + number + " is not supported"));
    }

    /** The number in ONNX's TensorProto.DataType. */
    public int onnx() {
        return onnx;
    }

    /** The array that holds such elements. */
    public Storage storage() {
        return storage;
    }

    /** Whether integers of this type have no sign; truth values count as such. */
    public boolean isUnsigned() {
        return switch (this) {
            case UINT8, UINT16, UINT32, UINT64, BOOL -> true;
            default -> false;
        };
    }

    /** As in {@code float} or {@code int64}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
