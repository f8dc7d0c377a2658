package dev.lanewise.engine.kernels;

/** Spectra of one channel at a time. */
final class ScalarFftSpectrum implements FftSpectrum {
    @Override
    public void split(float[] grid, int at, int[] pairs, float[] turns, int count, float[] planes, int p, int stride) {
        for (int i = 0; i < count; i++) {
            int f = at + pairs[2 * i];
            int g = at + pairs[2 * i + 1];
            float fr = grid[f];
            float fi = grid[f + 1];
            float gr = grid[g];
            float gi = grid[g + 1];
            float c = turns[2 * i];
            float s = turns[2 * i + 1];
            float er = fr + gr;
            float ei = fi - gi;
            float or = fi + gi;
            float oi = gr - fr;
            float tr = or * c + oi * s;
            float ti = oi * c - or * s;
            float xr = er + tr;
            float xi = ei + ti;
            float yr = er - tr;
            float yi = ei - ti;
            int o = p + i * PAIR * stride;
            planes[o] = xr;
            planes[o + stride] = xi;
            planes[o + 2 * stride] = xr + xi;
            planes[o + 3 * stride] = yr;
            planes[o + 4 * stride] = yi;
            planes[o + 5 * stride] = yr + yi;
        }
    }

    @Override
    public void splitFixed(float[] grid, int first, int second, float[] planes, int p, int stride) {
        float fr = grid[first];
        float fi = grid[first + 1];
        planes[p] = fr + fi;
        planes[p + stride] = fr - fi;
        float gr = grid[second];
        float gi = grid[second + 1];
        planes[p + 2 * stride] = gr;
        planes[p + 3 * stride] = gi;
        planes[p + 4 * stride] = gr + gi;
    }

    @Override
    public void join(float[] grid, int at, int[] pairs, float[] turns, int count, float[] planes, int p, int stride) {
        for (int i = 0; i < count; i++) {
            int o = p + i * PAIR * stride;
            float sum = planes[o + 2 * stride];
            float xr = sum - planes[o + stride];
            float xi = sum + planes[o];
            sum = planes[o + 5 * stride];
            float yr = sum - planes[o + 4 * stride];
            float yi = sum + planes[o + 3 * stride];
            float c = turns[2 * i];
            float s = turns[2 * i + 1];
            float er = xr + yr;
            float ei = xi + yi;
            float tr = xr - yr;
            float ti = xi - yi;
            float or = tr * c - ti * s;
            float oi = ti * c + tr * s;
            int f = at + pairs[2 * i];
            int g = at + pairs[2 * i + 1];
            grid[f] = er - oi;
            grid[f + 1] = ei + or;
            grid[g] = er + oi;
            grid[g + 1] = or - ei;
        }
    }

    @Override
    public void joinFixed(float[] grid, int first, int second, float[] planes, int p, int stride) {
        float x = planes[p];
        float y = planes[p + stride];
        grid[first] = x + y;
        grid[first + 1] = x - y;
        float sum = planes[p + 4 * stride];
        grid[second] = sum - planes[p + 3 * stride];
        grid[second + 1] = sum + planes[p + 2 * stride];
    }

    @Override
    public void multiply(float[] grid, int at, int[] pairs, float[] turns, int count, float[] weights, int w) {
        for (int i = 0; i < count; i++) {
            int f = at + pairs[2 * i];
            int g = at + pairs[2 * i + 1];
            float fr = grid[f];
            float fi = grid[f + 1];
            float gr = grid[g];
            float gi = grid[g + 1];
            float c = turns[2 * i];
            float s = turns[2 * i + 1];
            // what O of the weights meets: turned differences, of bin g conjugate
            float pr = gi * c - fr * s;
            float pi = gr * c - fi * s;
            float qr = fi * c + gr * s;
            float qi = fr * c + gi * s;
            int o = w + i * 4;
            float er = weights[o];
            float ei = weights[o + 1];
            float or = weights[o + 2];
            float oi = weights[o + 3];
            grid[f] = (fr * er + pr * or) - (fi * ei + pi * oi);
            grid[f + 1] = (fi * er + fr * ei) + (pi * or + pr * oi);
            grid[g] = (gr * er + gi * ei) + (qr * or + qi * oi);
            grid[g + 1] = (gi * er + qi * or) - (gr * ei + qr * oi);
        }
    }
}
