package dev.lanewise.inference.model;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

/**
 * A file that weights are read from when they are asked for, so that nothing of it stays in memory. It stays open, for another one may come
 * to lie in its place, until nothing refers to it. Not a channel: an interrupt would close that for every other thread.
 */
final class WeightFile {
    private final RandomAccessFile file;

    WeightFile(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "r");
    }

    long length() throws IOException {
        return file.length();
    }

    /** All of it in memory, for as long as somebody holds the buffer. */
    ByteBuffer map() throws IOException {
        return file.getChannel().map(MapMode.READ_ONLY, 0, file.length());
    }

    /** Reads some bytes. */
    synchronized void read(long offset, byte[] target, int count) throws IOException {
        file.seek(offset);
        try {
            file.readFully(target, 0, count);
        } catch (EOFException e) {
            throw new IOException("it has become shorter", e);
        }
    }
}
