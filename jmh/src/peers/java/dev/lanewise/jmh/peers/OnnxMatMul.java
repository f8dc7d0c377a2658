package dev.lanewise.jmh.peers;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of an ONNX model with one node, {@code C = MatMul(A, B)}, written field by field in protobuf's wire format.
 *
 * <p>Field numbers are those of {@code onnx.proto}; three wire types suffice, integers, bytes and nested messages.
 */
final class OnnxMatMul {

    private static final int IR_VERSION = 8;
    private static final int OPSET = 13;
    private static final int FLOAT = 1;

    private OnnxMatMul() {}

    /** Describes the product; with {@code constantB} B is an initializer, otherwise a second input. */
    static byte[] model(NativeProduct product, boolean constantB) {
        Message node = new Message().text(1, "A").text(1, "B").text(2, "C").text(4, "MatMul");
        Message graph = new Message().message(1, node).text(2, "product");
        if (constantB) {
            byte[] bytes = new byte[product.b().length * Float.BYTES];
            MemorySegment.copy(
                    product.b(),
                    0,
                    MemorySegment.ofArray(bytes),
                    ValueLayout.JAVA_FLOAT_UNALIGNED,
                    0,
                    product.b().length);
            graph.message(
                    5,
                    new Message()
                            .integer(1, product.k())
                            .integer(1, product.n())
                            .integer(2, FLOAT)
                            .text(8, "B")
                            .bytes(9, bytes));
        }
        graph.message(11, matrix("A", product.m(), product.k()));
        if (!constantB) {
            graph.message(11, matrix("B", product.k(), product.n()));
        }
        graph.message(12, matrix("C", product.m(), product.n()));
        return new Message()
                .integer(1, IR_VERSION)
                .message(7, graph)
                .message(8, new Message().text(1, "").integer(2, OPSET))
                .toBytes();
    }

    private static Message matrix(String name, int rows, int columns) {
        Message shape =
                new Message().message(1, new Message().integer(1, rows)).message(1, new Message().integer(1, columns));
        Message tensor = new Message().integer(1, FLOAT).message(2, shape);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }

    private static final class Message {

        private static final int VARINT = 0;
        private static final int LENGTH_DELIMITED = 2;

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message integer(int field, int value) {
            tag(field, VARINT);
            varint(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.toBytes());
        }

        Message bytes(int field, byte[] value) {
            tag(field, LENGTH_DELIMITED);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        byte[] toBytes() {
            return out.toByteArray();
        }

        private void tag(int field, int wireType) {
            varint((field << 3) | wireType);
        }

        private void varint(int value) {
            int rest = value;
            while ((rest & ~0x7f) != 0) {
                out.write((rest & 0x7f) | 0x80);
                rest >>>= 7;
            }
            out.write(rest);
        }
    }
}
