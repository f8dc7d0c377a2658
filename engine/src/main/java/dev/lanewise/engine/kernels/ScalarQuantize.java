package dev.lanewise.engine.kernels;

/** Plain loops: the specification of the vectors, and what does their tails. */
final class ScalarQuantize implements QuantizeKernel {
    static final ScalarQuantize INSTANCE = new ScalarQuantize();

    @Override
    public void quantize(int count, float[] x, int at, QuantizeSpec p, int first, byte[] q, int to) {
        for (int i = 0; i < count; i++) {
            int j = (first + i) * p.step;
            q[to + i] = round(x[at + i] / p.scales[j], p, p.zeroPoints[j]);
        }
    }

    @Override
    public void dequantize(int count, byte[] q, int at, QuantizeSpec p, int first, float[] x, int to) {
        for (int i = 0; i < count; i++) {
            int j = (first + i) * p.step;
            x[to + i] = p.scales[j] * ((byte) (q[at + i] ^ p.flip) + p.flip - p.zeroPoints[j]);
        }
    }

    @Override
    public int widen(int count, byte[] q, int at, int flip, float[] x, int to) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            byte b = (byte) (q[at + i] ^ flip);
            x[to + i] = b;
            sum += b;
        }
        return sum;
    }

    @Override
    public void widenPanel(
            int depth,
            byte[] q,
            int at,
            int ld,
            int flip,
            byte[] stage,
            float[] x,
            int to,
            int[] partial,
            int[] sums,
            int first) {
        for (int i = 0; i < Kernels.PANEL_ROWS; i++) {
            int sum = 0;
            for (int k = 0; k < depth; k++) {
                byte b = (byte) (q[at + i * ld + k] ^ flip);
                x[to + k * Kernels.PANEL_ROWS + i] = b;
                sum += b;
            }
            sums[first + i] += sum;
        }
    }

    @Override
    public void requantize(int count, int[] s, int at, float rowFactor, QuantizeSpec p, int first, byte[] q, int to) {
        for (int i = 0; i < count; i++) {
            int j = (first + i) * p.step;
            q[to + i] = round((float) s[at + i] * (rowFactor * p.scales[j]), p, p.zeroPoints[j]);
        }
    }

    @Override
    public void requantize(int count, float[] s, int at, QuantizeSpec p, int first, byte[] q, int to) {
        for (int i = 0; i < count; i++) {
            int j = (first + i) * p.step;
            q[to + i] = round(s[at + i] * p.scales[j], p, p.zeroPoints[j]);
        }
    }

    @Override
    public void requantize(int count, int[] s, int at, FixedPoint fixed, QuantizeSpec p, int first, byte[] q, int to) {
        for (int i = 0; i < count; i++) {
            int j = (first + i) * p.step;
            int zero = p.zeroPoints[j];
            int scaled = FixedPoint.apply(s[at + i], fixed.multipliers()[j], fixed.shifts()[j]);
            q[to + i] = (byte) (Math.clamp(scaled, p.low - zero, p.high - zero) + zero);
        }
    }

    @Override
    public void scale(int count, int[] s, int at, float rowFactor, QuantizeSpec p, int first, float[] x, int to) {
        for (int i = 0; i < count; i++) {
            x[to + i] = (float) s[at + i] * (rowFactor * p.scales[(first + i) * p.step]);
        }
    }

    @Override
    public void requantize(
            int rows,
            int cols,
            float[] parts,
            int at,
            int ld,
            int zeroA,
            int[] rowSums,
            Int8Columns c,
            QuantizeSpec p,
            int first,
            byte[] q,
            int to,
            int ldq) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                float sum = complete(parts[at + i * ld + j], zeroA, rowSums[i], c, first + j);
                int param = (first + j) * p.step;
                q[to + i * ldq + j] = round(sum * p.scales[param], p, p.zeroPoints[param]);
            }
        }
    }

    @Override
    public void scale(
            int rows,
            int cols,
            float[] parts,
            int at,
            int ld,
            Int8Rows r,
            int firstRow,
            Int8Columns c,
            QuantizeSpec p,
            int first,
            float[] x,
            int to,
            int ldx) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                float factor = p.scales[(first + j) * p.step] * r.factors()[firstRow + i];
                float sum = complete(
                        parts[at + i * ld + j], r.zeroPoints()[firstRow + i], r.sums()[firstRow + i], c, first + j);
                x[to + i * ldx + j] = sum * factor;
            }
        }
    }

    private static float complete(float part, int zeroA, int rowSum, Int8Columns c, int j) {
        return (int) part + c.bias()[j] - zeroA * c.terms()[j] - rowSum * c.zeroPoints()[j];
    }

    @Override
    public void range(int count, float[] x, int at, float[] range) {
        float least = 0;
        float greatest = 0;
        for (int i = 0; i < count; i++) {
            float value = x[at + i];
            least = value < least ? value : least;
            greatest = value > greatest ? value : greatest;
        }
        range[0] = least;
        range[1] = greatest;
    }

    private static byte round(float x, QuantizeSpec p, int zero) {
        float low = p.low - zero;
        float high = p.high - zero;
        float clipped = x > low ? x : low;
        return (byte) ((int) Math.rint(clipped < high ? clipped : high) + zero);
    }
}
