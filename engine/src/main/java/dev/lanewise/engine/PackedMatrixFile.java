package dev.lanewise.engine;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.packing.PackedPanels;
import dev.lanewise.engine.planning.BlockSizes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * The file of a packed matrix: a header of {@value #HEADER} bytes (magic, version, byte order, lanes, k, n, kc, checksum of
 * the panels, checksum of the header), then the micro-panels as fp32 in the writer's byte order.
 */
final class PackedMatrixFile {
    private static final int HEADER = 64;
    /** "LANEWISE" in ASCII, most significant byte first. */
    private static final long MAGIC = 0x4c414e4557495345L;

    private static final int VERSION = 1;
    private static final int ORDER_MARK = 0x01020304;
    private static final int AT_ORDER = 12;
    private static final int AT_PANELS_CHECKSUM = 32;
    private static final int AT_HEADER_CHECKSUM = 40;

    /** Elements moved at a time. */
    private static final int CHUNK = 1 << 16;

    private PackedMatrixFile() {}

    static void save(PackedPanels panels, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path part = Files.createTempFile(folder, file.getFileName().toString(), ".part");
        try {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                CRC32C checksum = new CRC32C();
                channel.position(HEADER);
                ByteBuffer chunk =
                        ByteBuffer.allocateDirect(CHUNK * Float.BYTES).order(ByteOrder.nativeOrder());
                for (long done = 0; done < panels.elements(); done += CHUNK) {
                    int count = (int) Math.min(CHUNK, panels.elements() - done);
                    read(panels, done, count, chunk.clear());
                    checksum.update(chunk.duplicate());
                    write(channel, chunk);
                }
                channel.position(0);
                write(channel, header(panels, checksum.getValue()));
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void read(PackedPanels panels, long first, int count, ByteBuffer chunk) {
        MemorySegment target = MemorySegment.ofBuffer(chunk);
        if (panels.array() != null) {
            int from = Math.toIntExact(panels.offset() + first);
            MemorySegment.copy(panels.array(), from, target, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, count);
        } else {
            MemorySegment.copy(
                    panels.segment(), panels.offset() + first * Float.BYTES, target, 0, (long) count * Float.BYTES);
        }
        chunk.limit(count * Float.BYTES);
    }

    private static void write(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static ByteBuffer header(PackedPanels panels, long checksum) {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        header.putLong(MAGIC).putInt(VERSION).order(ByteOrder.nativeOrder()).putInt(ORDER_MARK);
        header.putInt(panels.lanes()).putInt(panels.k()).putInt(panels.n()).putInt(panels.kc());
        header.putLong(checksum);
        header.putLong(checksumOf(header));
        return header.rewind();
    }

    private static long checksumOf(ByteBuffer header) {
        CRC32C checksum = new CRC32C();
        checksum.update(header.duplicate().position(0).limit(AT_HEADER_CHECKSUM));
        return checksum.getValue();
    }

    static PackedPanels load(Path file) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            PackedPanels mapped = map(file, arena);
            long elements = mapped.elements();
            if (elements > Integer.MAX_VALUE - PackedPanels.ALIGNMENT - 8) {
                throw new PackedMatrixFormatException(
                        file + " holds " + elements + " elements, more than an array can; map it instead");
            }
            float[] array = new float[(int) elements + PackedPanels.ALIGNMENT];
            MemorySegment.copy(
                    mapped.segment(),
                    ValueLayout.JAVA_FLOAT_UNALIGNED,
                    mapped.offset(),
                    array,
                    PackedPanels.ALIGNMENT,
                    (int) elements);
            return new PackedPanels(
                    mapped.k(), mapped.n(), mapped.kc(), mapped.lanes(), array, null, PackedPanels.ALIGNMENT);
        }
    }

    static PackedPanels map(Path file, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < HEADER) {
                throw new PackedMatrixFormatException(
                        file + " is torn: it has " + size + " bytes, fewer than the header's " + HEADER);
            }
            MemorySegment segment = channel.map(MapMode.READ_ONLY, 0, size, arena);
            PackedPanels panels = parse(file, segment);
            verify(file, segment);
            return panels;
        }
    }

    private static PackedPanels parse(Path file, MemorySegment segment) throws PackedMatrixFormatException {
        ByteBuffer header = segment.asSlice(0, HEADER).asByteBuffer().order(ByteOrder.BIG_ENDIAN);
        if (header.getLong() != MAGIC) {
            throw new PackedMatrixFormatException(file + " is no packed matrix: it does not start with LANEWISE");
        }
        int version = header.getInt();
        if (version != VERSION) {
            throw new PackedMatrixFormatException(
                    file + " has version " + version + "; this engine reads version " + VERSION);
        }
        header.order(ByteOrder.nativeOrder());
        if (header.getInt(AT_ORDER) != ORDER_MARK) {
            throw new PackedMatrixFormatException(
                    file + " was written in another byte order; pack the weights again here");
        }
        if (header.getLong(AT_HEADER_CHECKSUM) != checksumOf(header)) {
            throw new PackedMatrixFormatException(file + " is damaged: the checksum of its header does not match");
        }
        for (int at = AT_HEADER_CHECKSUM + Long.BYTES; at < HEADER; at++) {
            if (header.get(at) != 0) {
                throw new PackedMatrixFormatException(file + " is damaged: byte " + at + " of its header is not 0");
            }
        }
        header.position(AT_ORDER + Integer.BYTES);
        int lanes = header.getInt();
        int k = header.getInt();
        int n = header.getInt();
        int kc = header.getInt();
        int ours = Kernels.active().lanes();
        if (lanes != ours) {
            throw new PackedMatrixFormatException(file + " is packed for vectors of " + lanes + " lanes; this JVM has "
                    + ours + ", so pack the weights again here");
        }
        if (k < 0 || n < 0 || kc < 1 || kc > BlockSizes.MOST_KC) {
            throw new PackedMatrixFormatException(
                    file + " is damaged: its header says k " + k + ", n " + n + ", kc " + kc);
        }
        PackedPanels panels = new PackedPanels(k, n, kc, lanes, null, segment, HEADER);
        long expected = HEADER + panels.elements() * Float.BYTES;
        if (segment.byteSize() != expected) {
            throw new PackedMatrixFormatException(
                    file + " is torn: it has " + segment.byteSize() + " bytes; " + k + "×" + n + " takes " + expected);
        }
        return panels;
    }

    private static void verify(Path file, MemorySegment segment) throws PackedMatrixFormatException {
        CRC32C checksum = new CRC32C();
        long step = (long) CHUNK * Float.BYTES;
        for (long done = HEADER; done < segment.byteSize(); done += step) {
            long count = Math.min(step, segment.byteSize() - done);
            checksum.update(segment.asSlice(done, count).asByteBuffer());
        }
        long expected =
                segment.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.nativeOrder()), AT_PANELS_CHECKSUM);
        if (checksum.getValue() != expected) {
            throw new PackedMatrixFormatException(file + " is damaged: the checksum of its panels does not match");
        }
    }
}
