package dev.lanewise.engine.kernels;

/**
 * Winograd's transforms in one dimension, many side by side: an element of the vectors that are transformed is a run of
 * {@code count} channels. Two of them make a transform in two dimensions. On one point they are copies.
 *
 * <p>The points are 0, ±1 of four; 0, ±5/8, ±3/2 of six; 0, ±1/2, ±1, ±2 of eight; and infinity, each last.
 *
 * <p>Five are those of three taps and stride 2, taken as two kernels that see every second input each: F(2,2) of the outer taps
 * on 0, ±1, and the middle tap, whose products are two, one for each output. On nine, F(4,2) on 0, ±1, ±2, gained 4 to 10 % in large
 * images and lost 11 to 70 % where its 81 matrices of weights come from L3 (Zen 4, JDK 25).
 *
 * <p>Source: Lavin, Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016; Barabasz et al., "Error Analysis and
 * Improving the Accuracy of Winograd Convolution", ACM TOMS 46(4), 2020.
 */
public interface WinogradTransform {
    /** {@return how many points} */
    int points();

    /** {@return inputs from one output to the next, 1 or 2} */
    int stride();

    /** {@return the points in their order, without infinity; nothing of one point} */
    double[] finitePoints();

    /**
     * Transforms inputs: {@code points} of them give {@code points} numbers.
     *
     * @param rows how many transforms, each of a run
     * @param count channels of a run, a multiple of the lanes
     * @param source inputs
     * @param s first channel of the first input
     * @param sRow elements from one transform to the next
     * @param sPoint elements from one input of a transform to the next
     * @param target where to
     * @param t first channel of the first number
     * @param tRow elements from one transform to the next
     * @param tPoint elements from one number of a transform to the next
     */
    void input(
            int rows,
            int count,
            float[] source,
            int s,
            int sRow,
            int sPoint,
            float[] target,
            int t,
            int tRow,
            int tPoint);

    /**
     * Transforms products back: {@code points} of them give {@code outputs} outputs.
     *
     * @param outputs how many, from 2 to {@code points − 1}; 1 of one point; 2 of five
     * @param rows how many transforms, each of a run
     * @param count channels of a run, a multiple of the lanes
     * @param source products
     * @param s first channel of the first product
     * @param sRow elements from one transform to the next
     * @param sPoint elements from one product of a transform to the next
     * @param target where to
     * @param t first channel of the first output
     * @param tRow elements from one transform to the next
     * @param tPoint elements from one output of a transform to the next
     */
    void output(
            int outputs,
            int rows,
            int count,
            float[] source,
            int s,
            int sRow,
            int sPoint,
            float[] target,
            int t,
            int tRow,
            int tPoint);
}
