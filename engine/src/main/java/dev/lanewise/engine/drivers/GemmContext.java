package dev.lanewise.engine.drivers;

import dev.lanewise.engine.planning.GemmPlanner;

/** What one thread needs for its part of a product, beside the workspace. */
final class GemmContext {
    /** For panels that no workspace is granted for, vectors and tiles. */
    final float[] scratch = new float[GemmPlanner.FIXED_SCRATCH];

    final PackedDriver packed = new PackedDriver(scratch);
    final MatrixVectorDriver matrixVector = new MatrixVectorDriver(scratch);
}
