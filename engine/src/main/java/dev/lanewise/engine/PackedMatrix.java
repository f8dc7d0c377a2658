package dev.lanewise.engine;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.packing.Operand;
import dev.lanewise.engine.packing.PackedPanels;
import dev.lanewise.engine.planning.BlockSizes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/**
 * A constant op(B), k×n, packed once into the micro-panels that the kernels read: {@code [block of kc rows][panel of lanes
 * columns][row][column]}, the last panel padded with zeros.
 *
 * <p>Immutable; operators, engines and threads may share it, and the caller may drop the original. The format depends on the
 * lanes of the machine (and on its L1 cache, which kc comes from): a file written on a machine with other lanes is refused.
 */
public final class PackedMatrix {
    private final PackedPanels panels;

    PackedMatrix(PackedPanels panels) {
        this.panels = panels;
    }

    static PackedMatrix pack(Engine engine, Operand b, int k, int n) {
        return pack(engine, b, k, n, BlockSizes.kc(engine.machine(), k));
    }

    static PackedMatrix pack(Engine engine, Operand b, int k, int n, int kc) {
        engine.usage.enter();
        try {
            return new PackedMatrix(
                    PackedPanels.pack(b, k, n, kc, Kernels.active().lanes()));
        } finally {
            engine.usage.exit();
        }
    }

    PackedPanels panels() {
        return panels;
    }

    /**
     * Rows of op(B).
     *
     * @return k
     */
    public int rows() {
        return panels.k();
    }

    /**
     * Columns of op(B).
     *
     * @return n
     */
    public int cols() {
        return panels.n();
    }

    /**
     * Columns of a micro-panel: fp32 numbers in a vector of the machine it was packed for.
     *
     * @return 1, 4, 8 or 16
     */
    public int lanes() {
        return panels.lanes();
    }

    /**
     * Memory that the micro-panels take, padding included; on the heap, or of the mapped file.
     *
     * @return bytes
     */
    public long sizeInBytes() {
        return panels.elements() * Float.BYTES;
    }

    /**
     * Writes the micro-panels to a file. The file appears whole or not at all.
     *
     * @param file where to; replaced if it exists
     * @throws NullPointerException if {@code file} is null
     * @throws IOException if it cannot be written
     */
    public void save(Path file) throws IOException {
        Checks.notNull(file, "file");
        PackedMatrixFile.save(panels, file);
    }

    /**
     * Reads a file into the heap.
     *
     * @param file what {@link #save} wrote
     * @return the matrix
     * @throws NullPointerException if {@code file} is null
     * @throws PackedMatrixFormatException if the file is torn, foreign, or for other lanes
     * @throws IOException if it cannot be read
     */
    public static PackedMatrix load(Path file) throws IOException {
        Checks.notNull(file, "file");
        return new PackedMatrix(PackedMatrixFile.load(file));
    }

    /**
     * Maps a file into memory; kernels read it as it is. The file is read once, to verify its checksum.
     *
     * @param file what {@link #save} wrote
     * @param arena how long the mapping lives; running with it later throws IllegalStateException
     * @return the matrix
     * @throws NullPointerException if an argument is null
     * @throws PackedMatrixFormatException if the file is torn, foreign, or for other lanes
     * @throws IOException if it cannot be read
     */
    public static PackedMatrix map(Path file, Arena arena) throws IOException {
        Checks.notNull(file, "file");
        Checks.notNull(arena, "arena");
        return new PackedMatrix(PackedMatrixFile.map(file, arena));
    }

    /**
     * Size and format, for humans.
     *
     * @return a line
     */
    @Override
    public String toString() {
        return "PackedMatrix[" + rows() + "×" + cols() + ", lanes " + lanes() + ", kc " + panels.kc() + ", "
                + sizeInBytes() + " bytes" + (panels.segment() == null ? "]" : ", mapped]");
    }
}
