package dev.lanewise.engine.packing;

/**
 * Micro-panels of a block of patches that are not packed yet, because their vectors lie in the image or the stage as they are: the
 * first tile that reads them packs them. They come in groups, as many as the tile reads. {@link PatchPanels} says where they are.
 */
public final class LoosePanels {
    private PatchPanels patches;
    private float[] source;
    private int base;
    private int tap;
    private int panels;

    /** Holds none until a block has been packed. */
    public LoosePanels() {}

    void set(PatchPanels of, float[] array, int offset, int firstTap, int end) {
        patches = of;
        source = array;
        base = offset;
        tap = firstTap;
        panels = end;
    }

    /** Forgets the arrays. */
    public void clear() {
        patches = null;
        source = null;
        panels = 0;
    }

    /**
     * Whether a group of micro-panels, as many as a packing tile reads, is not packed.
     *
     * @param panel its first
     * @return false if all are packed, or it is no group's first
     */
    public boolean holds(int panel) {
        return panel < panels && patches.isLoose(panel);
    }

    /**
     * Where a micro-panel lies.
     *
     * @param panel which
     * @return what is to be added to the taps
     */
    public int at(int panel) {
        return base + patches.start(panel);
    }

    /**
     * Where all of them lie.
     *
     * @return the image, or the workspace with the stage
     */
    public float[] source() {
        return source;
    }

    /**
     * Where the vector of each k starts, counted from where the micro-panel lies.
     *
     * @return a table for all k
     */
    public int[] taps() {
        return patches.taps();
    }

    /**
     * The block's first k.
     *
     * @return index into the taps
     */
    public int tap() {
        return tap;
    }
}
