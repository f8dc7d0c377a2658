package dev.lanewise.properties.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where the elements of a segment live. */
public enum Storage {
    HEAP {
        @Override
        MemorySegment allocate(long bytes, Arena arena) {
            return MemorySegment.ofArray(new float[(int) (bytes / Float.BYTES)]);
        }
    },
    NATIVE {
        @Override
        MemorySegment allocate(long bytes, Arena arena) {
            return arena.allocate(bytes, Float.BYTES);
        }
    },
    MAPPED {
        @Override
        MemorySegment allocate(long bytes, Arena arena) {
            try {
                Path file = Files.createTempFile("lanewise", ".map");
                try (FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
                    return channel.map(MapMode.READ_WRITE, 0, bytes, arena);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    abstract MemorySegment allocate(long bytes, Arena arena);

    /** A segment with a copy of an array. */
    public MemorySegment copyOf(float[] array, Arena arena) {
        MemorySegment segment = allocate((long) array.length * Float.BYTES, arena);
        MemorySegment.copy(array, 0, segment, ValueLayout.JAVA_FLOAT, 0, array.length);
        return segment;
    }

    /** A segment with a copy of an array, that throws where it is written. */
    public MemorySegment readOnlyCopyOf(float[] array, Arena arena) {
        return copyOf(array, arena).asReadOnly();
    }
}
