package dev.lanewise.inference.cli;

import dev.lanewise.inference.tensor.ElementType;
import dev.lanewise.inference.tensor.Shapes;
import dev.lanewise.inference.tensor.Tensor;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tensors in NumPy's files, versions 1 to 3, in C's order. Source: NumPy's {@code numpy.lib.format}. Written here since the libraries
 * for it on Maven Central are no longer kept.
 */
final class NpyFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int ALIGNMENT = 64;
    private static final int LONGEST_HEADER = 1 << 16;
    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([<>|=])([a-z]\\d+)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d,\\s]*)\\)");

    private static final Map<ElementType, String> NAMES = new EnumMap<>(Map.ofEntries(
            Map.entry(ElementType.FLOAT, "f4"),
            Map.entry(ElementType.DOUBLE, "f8"),
            Map.entry(ElementType.FLOAT16, "f2"),
            Map.entry(ElementType.INT8, "i1"),
            Map.entry(ElementType.INT16, "i2"),
            Map.entry(ElementType.INT32, "i4"),
            Map.entry(ElementType.INT64, "i8"),
            Map.entry(ElementType.UINT8, "u1"),
            Map.entry(ElementType.UINT16, "u2"),
            Map.entry(ElementType.UINT32, "u4"),
            Map.entry(ElementType.UINT64, "u8"),
            Map.entry(ElementType.BOOL, "b1")));

    private NpyFile() {}

    /**
     * Reads a tensor.
     *
     * @throws IOException if the file cannot be read, or is no such file; the message says what is wrong
     */
    static Tensor read(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file);
                DataInputStream in = new DataInputStream(stream)) {
            byte[] magic = in.readNBytes(MAGIC.length);
            if (!Arrays.equals(magic, MAGIC)) {
                throw new IOException(file + " is no NumPy file (.npy)");
            }
            int version = in.readUnsignedByte();
            in.readUnsignedByte();
            if (version < 1 || version > 3) {
                throw new IOException(file + " is a NumPy file of version " + version + "; 1 to 3 can be read");
            }
            int length = version == 1
                    ? Short.toUnsignedInt(Short.reverseBytes(in.readShort()))
                    : Integer.reverseBytes(in.readInt());
            if (length < 0 || length > LONGEST_HEADER) {
                throw new IOException(file + " has a header of " + Integer.toUnsignedString(length) + " bytes; at most "
                        + LONGEST_HEADER + " can be read");
            }
            String header = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            return read(file, header, in, Files.size(file) - (version == 1 ? 10 : 12) - length);
        } catch (EOFException e) {
            throw new IOException(file + " ends within its header", e);
        }
    }

    private static Tensor read(Path file, String header, InputStream in, long left) throws IOException {
        if (match(file, ORDER, header).group(1).equals("True")) {
            throw new IOException(file + " is in Fortran's order; save it with numpy.ascontiguousarray");
        }
        Matcher descr = match(file, TYPE, header);
        ElementType type = NAMES.entrySet().stream()
                .filter(entry -> entry.getValue().equals(descr.group(2)))
                .findFirst()
                .orElseThrow(() -> new IOException(
                        file + " has elements of type " + descr.group(2) + "; these can be read: " + NAMES.values()))
                .getKey();
        int[] shape = shape(file, match(file, SHAPE, header).group(1));
        long bytes = (long) Shapes.elements(shape) * type.storage().bytes();
        if (bytes != left) {
            throw new IOException(
                    file + " has " + left + " bytes of elements; " + type + Arrays.toString(shape) + " needs " + bytes);
        }
        if (bytes > Integer.MAX_VALUE - ALIGNMENT) {
            throw new IOException(file + " has " + bytes + " bytes of elements; at most 2 GiB can be read");
        }
        ByteBuffer buffer = ByteBuffer.wrap(in.readNBytes((int) bytes))
                .order(descr.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        if (buffer.remaining() != bytes) {
            throw new IOException(file + " became shorter while it was read");
        }
        Tensor tensor = Tensor.zeros(type, shape);
        switch (tensor.array()) {
            case float[] array -> buffer.asFloatBuffer().get(array);
            case double[] array -> buffer.asDoubleBuffer().get(array);
            case long[] array -> buffer.asLongBuffer().get(array);
            case int[] array -> buffer.asIntBuffer().get(array);
            case short[] array -> buffer.asShortBuffer().get(array);
            case byte[] array -> buffer.get(array);
            default -> throw new IllegalStateException(type.toString());
        }
        return tensor;
    }

    private static Matcher match(Path file, Pattern pattern, String header) throws IOException {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw new IOException(file + " has a header that is not understood: " + header.strip());
        }
        return matcher;
    }

    private static int[] shape(Path file, String text) throws IOException {
        try {
            return Shapes.ints(Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(size -> !size.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray());
        } catch (NumberFormatException e) {
            throw new IOException(file + " has shape (" + text + "), which is out of range", e);
        }
    }

    /**
     * Writes a tensor; bfloat16 as float32, since NumPy has no such type.
     *
     * @throws IOException if the file cannot be written, or the elements are text
     */
    static void write(Path file, Tensor tensor) throws IOException {
        Tensor written = tensor.type() == ElementType.BFLOAT16 ? widened(tensor) : tensor;
        String name = NAMES.get(written.type());
        if (name == null) {
            throw new IOException(file + " would hold " + written.type() + "; a NumPy file cannot here");
        }
        String sizes =
                Arrays.stream(written.sizes()).mapToObj(size -> size + ",").collect(Collectors.joining(" "));
        String header = "{'descr': '" + (name.endsWith("1") ? "|" : "<") + name
                + "', 'fortran_order': False, 'shape': (" + sizes + "), }";
        // filled up so that the elements are aligned
        int start = MAGIC.length + 4;
        int length = (start + header.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - start;
        ByteBuffer head = ByteBuffer.allocate(start + length).order(ByteOrder.LITTLE_ENDIAN);
        head.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) length);
        head.put((header + " ".repeat(length - header.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII));
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            out.write(head.array());
            int bytes = written.type().storage().bytes();
            ByteBuffer element = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < written.elements(); i++) {
                switch (written.array()) {
                    case float[] array -> element.putFloat(0, array[i]);
                    case double[] array -> element.putDouble(0, array[i]);
                    case long[] array -> element.putLong(0, array[i]);
                    case int[] array -> element.putInt(0, array[i]);
                    case short[] array -> element.putShort(0, array[i]);
                    case byte[] array -> element.put(0, array[i]);
                    default -> throw new IllegalStateException(name);
                }
                out.write(element.array());
            }
        }
    }

    private static Tensor widened(Tensor tensor) {
        short[] halves = (short[]) tensor.array();
        float[] floats = new float[halves.length];
        for (int i = 0; i < halves.length; i++) {
            floats[i] = Float.intBitsToFloat(halves[i] << 16);
        }
        return Tensor.of(floats, tensor.shape());
    }
}
