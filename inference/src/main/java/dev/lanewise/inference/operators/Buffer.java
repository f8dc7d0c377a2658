package dev.lanewise.inference.operators;

import dev.lanewise.inference.tensor.Storage;
import java.util.function.Supplier;

/**
 * Room for the elements of one value, or of several that share them. While nodes are planned it is only a size; afterwards it is a
 * slot of the {@link Frame} and an offset there.
 */
public final class Buffer {
    private final Storage storage;
    private final int length;
    private final Supplier<Object> source;
    private Buffer root = this;
    private int slot = -1;
    private int offset;

    private Buffer(Storage storage, int length, Supplier<Object> source) {
        this.storage = storage;
        this.length = length;
        this.source = source;
    }

    /** Room for so many elements. */
    static Buffer of(Storage storage, int length) {
        return new Buffer(storage, length, null);
    }

    /** An array with a constant's elements, had from the source when a step needs it. */
    static Buffer constant(Storage storage, int length, Supplier<Object> source) {
        return new Buffer(storage, length, source);
    }

    /** The kind of array. */
    public Storage storage() {
        return storage;
    }

    /** Elements. */
    public int length() {
        return length;
    }

    /** Whether its elements are known. */
    public boolean isConstant() {
        return source != null;
    }

    /** The array of a constant. */
    public Object array() {
        return source.get();
    }

    /** The buffer whose room it takes: itself, or one that is written over. */
    public Buffer root() {
        return root == this ? this : root.root();
    }

    /** Takes the room of another, whose elements are read for the last time as this one is written. */
    public void replace(Buffer other) {
        root = other.root();
    }

    /** Decides where it is. */
    public void place(int inSlot, int atOffset) {
        slot = inSlot;
        offset = atOffset;
    }

    /** Which array of the frame. */
    public int slot() {
        return root().slot;
    }

    /** Its first element there. */
    public int offset() {
        return root().offset;
    }
}
