package dev.lanewise.inference.model;

import com.google.protobuf.ByteString;
import dev.lanewise.inference.tensor.ModelException;
import java.io.IOException;

/** A tensor's bytes, wherever they are. */
interface RawData {
    /** Copies some. */
    void read(int offset, byte[] target, int count);

    /** Bytes in memory. */
    static RawData of(ByteString bytes) {
        return (offset, target, count) ->
                bytes.substring(offset, offset + count).copyTo(target, 0);
    }

    /** Bytes of a file. */
    static RawData of(WeightFile file, long start) {
        return (offset, target, count) -> {
            try {
                file.read(start + offset, target, count);
            } catch (IOException e) {
                throw new ModelException("the file with the weights cannot be read: " + e.getMessage(), e);
            }
        };
    }
}
