package dev.lanewise.jmh.hotloops;

import dev.lanewise.engine.kernels.Kernels;
import dev.lanewise.engine.kernels.MappedSgemvKernel;
import dev.lanewise.engine.kernels.SgemmPackingTile;
import dev.lanewise.engine.kernels.SgemmRowTile;
import dev.lanewise.engine.kernels.SgemmTile;
import dev.lanewise.engine.kernels.SgemvKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Calls every micro-kernel that this machine computes with, until C2 has compiled it. Runs in a JVM that prints the code. */
final class KernelExercise {

    private static final int DEPTH = 64;
    private static final int TILES = 2;
    private static final int CALLS = 30_000;
    private static final long COMPILATION_MILLIS = 2_000;

    private final float[] a = new float[1 << 16];
    private final float[] b = new float[1 << 16];
    private final float[] c = new float[1 << 16];
    private final MemorySegment mapped = Arena.global().allocate(4L << 16, 64);

    private KernelExercise() {}

    /**
     * Exercises the kernels.
     *
     * @param args none
     * @throws InterruptedException if interrupted while C2 finishes
     */
    public static void main(String[] args) throws InterruptedException {
        KernelExercise exercise = new KernelExercise();
        Kernels kernels = Kernels.active();
        packedTiles().forEach(exercise::run);
        rowTiles().forEach(exercise::run);
        exercise.run(kernels.packingTile());
        exercise.run(kernels.sgemv());
        exercise.run(kernels.mappedSgemv());
        Thread.sleep(COMPILATION_MILLIS);
    }

    /** The classes of all micro-kernels that this machine uses. */
    static List<String> kernelClasses() {
        List<String> names = new ArrayList<>();
        packedTiles().forEach(tile -> names.add(tile.getClass().getSimpleName()));
        rowTiles().forEach(tile -> names.add(tile.getClass().getSimpleName()));
        names.add(Kernels.active().packingTile().getClass().getSimpleName());
        names.add(Kernels.active().sgemv().getClass().getSimpleName());
        names.add(Kernels.active().mappedSgemv().getClass().getSimpleName());
        return names;
    }

    private static Set<SgemmTile> packedTiles() {
        Kernels kernels = Kernels.active();
        Set<SgemmTile> tiles = new LinkedHashSet<>(List.of(kernels.wide()));
        tiles.addAll(List.of(kernels.narrow()));
        tiles.add(kernels.remainder(2));
        tiles.add(kernels.remainder(1));
        return tiles;
    }

    private static Set<SgemmRowTile> rowTiles() {
        Set<SgemmRowTile> tiles = new LinkedHashSet<>();
        for (int rows = Kernels.PANEL_ROWS; rows > 0; rows /= 2) {
            tiles.add(Kernels.active().rowTile(rows));
        }
        return tiles;
    }

    private void run(SgemmTile tile) {
        int lanes = Kernels.active().lanes();
        int stride = DEPTH * lanes;
        int ldc = tile.vectors() * lanes;
        for (int i = 0; i < CALLS; i++) {
            float[] addend = i % 2 == 0 ? c : null;
            tile.multiplyColumn(TILES, DEPTH, a, 0, b, 0, stride, addend, 0, ldc, c, 0, ldc);
            tile.multiplyMappedColumn(TILES, DEPTH, a, 0, mapped, 0, 4L * stride, addend, 0, ldc, c, 0, ldc);
        }
    }

    private void run(SgemmRowTile tile) {
        int lanes = Kernels.active().lanes();
        int ldc = tile.vectors() * lanes;
        for (int i = 0; i < CALLS; i++) {
            float[] addend = i % 2 == 0 ? c : null;
            tile.multiplyColumn(TILES, DEPTH, a, 0, DEPTH, b, 0, DEPTH * lanes, addend, 0, ldc, c, 0, ldc);
        }
    }

    private void run(SgemmPackingTile tile) {
        int lanes = Kernels.active().lanes();
        int width = tile.vectors() * lanes;
        int[] taps = IntStream.range(0, DEPTH).map(k -> k * width).toArray();
        for (int i = 0; i < TILES * CALLS; i++) {
            float[] addend = i % 2 == 0 ? c : null;
            tile.multiply(DEPTH, a, 0, a, 0, lanes, taps, 0, b, 0, DEPTH * lanes, addend, 0, width, c, 0, width);
        }
    }

    private void run(SgemvKernel kernel) {
        float[] lanes = new float[64];
        for (int i = 0; i < CALLS; i++) {
            kernel.dot(DEPTH + 1, DEPTH, a, 0, DEPTH, b, 0, c, 0, lanes);
            kernel.axpy(DEPTH + 1, DEPTH, a, 0, DEPTH, b, 0, c, 0);
        }
    }

    private void run(MappedSgemvKernel kernel) {
        float[] lanes = new float[64];
        for (int i = 0; i < CALLS; i++) {
            kernel.dot(DEPTH + 1, DEPTH, mapped, 0, DEPTH, b, 0, c, 0, lanes);
            kernel.axpy(DEPTH + 1, DEPTH, mapped, 0, DEPTH, b, 0, c, 0);
        }
    }
}
