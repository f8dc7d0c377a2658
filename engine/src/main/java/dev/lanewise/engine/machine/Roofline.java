package dev.lanewise.engine.machine;

/**
 * The roofline model: attainable FLOP/s = min(peak, arithmetic intensity × bandwidth).
 *
 * <p>Source: Williams, Waterman, Patterson, "Roofline: an insightful visual performance model for multicore architectures",
 * CACM 52(4), 2009.
 *
 * @param peakFlops the flat roof, in FLOP/s
 * @param bytesPerSecond the slope of the roof on its left: bandwidth of the memory that holds the working set, in byte/s
 */
public record Roofline(double peakFlops, double bytesPerSecond) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is not positive and finite
     */
    public Roofline {
        requireRate("peakFlops", peakFlops);
        requireRate("bytesPerSecond", bytesPerSecond);
    }

    /**
     * The ridge point, where the roof turns flat: the intensity from which on the peak can be attained.
     *
     * @return FLOP per byte
     */
    public double ridge() {
        return peakFlops / bytesPerSecond;
    }

    /**
     * The highest rate that an operator of this intensity can attain.
     *
     * @param intensity FLOP per byte
     * @return FLOP/s
     * @throws IllegalArgumentException if {@code intensity} is negative or not a number
     */
    public double attainable(double intensity) {
        return Math.min(peakFlops, requireIntensity(intensity) * bytesPerSecond);
    }

    /**
     * What bounds an operator of this intensity.
     *
     * @param intensity FLOP per byte
     * @return {@link Bound#COMPUTE} from the ridge point on, else {@link Bound#BANDWIDTH}
     * @throws IllegalArgumentException if {@code intensity} is negative or not a number
     */
    public Bound bound(double intensity) {
        return requireIntensity(intensity) * bytesPerSecond >= peakFlops ? Bound.COMPUTE : Bound.BANDWIDTH;
    }

    /**
     * The least time that an operator can take.
     *
     * @param cost what it costs
     * @return seconds
     */
    public double seconds(OperatorCost cost) {
        return Math.max(cost.flop() / peakFlops, cost.bytes() / bytesPerSecond);
    }

    private static double requireIntensity(double intensity) {
        if (!(intensity >= 0)) {
            throw new IllegalArgumentException("intensity is " + intensity + "; it must not be negative");
        }
        return intensity;
    }

    private static void requireRate(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be positive and finite");
        }
    }
}
