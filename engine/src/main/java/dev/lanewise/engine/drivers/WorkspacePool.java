package dev.lanewise.engine.drivers;

import java.util.Locale;

/**
 * Workspace of an engine: arrays leased for a run, their sum capped by the limit. A run that finds too little free waits for
 * another to end.
 */
public final class WorkspacePool {
    private static final float[] NOTHING = {};

    private final long limit;
    private final float[][] free = new float[16][];
    private long allocated;
    private long leased;

    /**
     * Makes a pool that holds nothing yet.
     *
     * @param limit most bytes, 0 included
     */
    public WorkspacePool(long limit) {
        this.limit = limit;
    }

    /**
     * The limit.
     *
     * @return bytes
     */
    public long limit() {
        return limit;
    }

    /**
     * Bytes that runs have leased now.
     *
     * @return bytes, never above the limit
     */
    public synchronized long inUse() {
        return leased;
    }

    /**
     * Leases an array.
     *
     * @param bytes how much is needed
     * @return at least as much, or an empty array for 0 bytes
     * @throws IllegalStateException if the limit is smaller, or the thread is interrupted while it waits
     */
    float[] lease(long bytes) {
        return bytes == 0 ? NOTHING : leaseSome(bytes);
    }

    private synchronized float[] leaseSome(long bytes) {
        if (bytes > limit) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "workspace of %d bytes is above the limit of %d", bytes, limit));
        }
        try {
            float[] array = tryLease(bytes);
            while (array == null) {
                wait();
                array = tryLease(bytes);
            }
            return array;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for workspace", e);
        }
    }

    private float[] tryLease(long bytes) {
        int length = Math.toIntExact(bytes / Float.BYTES);
        int fit = smallestFit(length);
        if (fit >= 0) {
            float[] array = free[fit];
            free[fit] = null;
            leased += (long) array.length * Float.BYTES;
            return array;
        }
        dropSmallest();
        if (allocated + bytes > limit) {
            dropFree();
        }
        if (allocated + bytes > limit) {
            return null;
        }
        allocated += bytes;
        leased += bytes;
        return new float[length];
    }

    /** Takes a leased array back. */
    void release(float[] array) {
        if (array.length > 0) {
            releaseSome(array);
        }
    }

    private synchronized void releaseSome(float[] array) {
        long bytes = (long) array.length * Float.BYTES;
        leased -= bytes;
        int slot = 0;
        while (slot < free.length && free[slot] != null) {
            slot++;
        }
        if (slot < free.length) {
            free[slot] = array;
        } else {
            allocated -= bytes;
        }
        notifyAll();
    }

    private int smallestFit(int length) {
        int best = -1;
        for (int i = 0; i < free.length; i++) {
            if (free[i] != null && free[i].length >= length && (best < 0 || free[i].length < free[best].length)) {
                best = i;
            }
        }
        return best;
    }

    /** A larger array takes its place: there are never more of them than there were runs at a time. */
    private void dropSmallest() {
        int smallest = smallestFit(0);
        if (smallest >= 0) {
            drop(smallest);
        }
    }

    private void dropFree() {
        for (int i = 0; i < free.length; i++) {
            if (free[i] != null) {
                drop(i);
            }
        }
    }

    private void drop(int slot) {
        allocated -= (long) free[slot].length * Float.BYTES;
        free[slot] = null;
    }
}
