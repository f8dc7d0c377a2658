package dev.lanewise.inference.ocr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.algorithm.MinimumAreaRectangle;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

/**
 * Finds boxes in a map of how likely each pixel is text: connected pixels above a threshold, the smallest rectangle around them, and
 * out of it by as much as the map's regions were shrunk in training (Liao et al., "Real-time Scene Text Detection with Differentiable
 * Binarization", AAAI 2020).
 */
final class TextRegions {
    private static final float PIXEL_THRESHOLD = 0.3f;
    private static final double BOX_THRESHOLD = 0.5;
    private static final double UNCLIP_RATIO = 1.6;
    private static final double SMALLEST_SIDE = 3;

    private static final GeometryFactory GEOMETRY = new GeometryFactory();

    private final float[] map;
    private final int width;
    private final int height;
    private final boolean[] seen;
    private int[] stack = new int[1024];

    private TextRegions(float[] map, int width, int height) {
        this.map = map;
        this.width = width;
        this.height = height;
        seen = new boolean[width * height];
    }

    /** Boxes, in pixels of the map. */
    static List<Box> find(float[] map, int width, int height) {
        return new TextRegions(map, width, height).boxes();
    }

    private List<Box> boxes() {
        List<Box> boxes = new ArrayList<>();
        for (int pixel = 0; pixel < width * height; pixel++) {
            if (isText(pixel) && !seen[pixel]) {
                Box box = rectangle(outline(pixel));
                if (box != null
                        && Math.min(box.width(), box.height()) >= SMALLEST_SIDE
                        && score(box) >= BOX_THRESHOLD) {
                    double perimeter = 2 * (box.width() + box.height());
                    boxes.add(box.grown(box.width() * box.height() * UNCLIP_RATIO / perimeter));
                }
            }
        }
        return boxes;
    }

    private boolean isText(int pixel) {
        return map[pixel] > PIXEL_THRESHOLD;
    }

    /** The pixels at the ends of each row of a region; they span the same rectangle as all of it. */
    private List<Coordinate> outline(int start) {
        List<Coordinate> ends = new ArrayList<>();
        int depth = 0;
        stack[depth++] = start;
        seen[start] = true;
        while (depth > 0) {
            int pixel = stack[--depth];
            int x = pixel % width;
            int y = pixel / width;
            boolean end = x == 0 || x == width - 1 || !isText(pixel - 1) || !isText(pixel + 1);
            if (end) {
                ends.add(new Coordinate(x, y));
            }
            for (int dy = -1; dy <= 1; dy++) {
                for (int dx = -1; dx <= 1; dx++) {
                    boolean inside = x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height;
                    int next = pixel + dy * width + dx;
                    if (inside && !seen[next] && isText(next)) {
                        seen[next] = true;
                        if (depth == stack.length) {
                            stack = Arrays.copyOf(stack, 2 * depth);
                        }
                        stack[depth++] = next;
                    }
                }
            }
        }
        return ends;
    }

    /** The smallest rectangle around points, or null where they lie on a line. */
    private static Box rectangle(List<Coordinate> points) {
        Geometry rectangle = MinimumAreaRectangle.getMinimumRectangle(
                GEOMETRY.createMultiPointFromCoords(points.toArray(new Coordinate[0])));
        Coordinate[] corners = rectangle.getCoordinates();
        if (corners.length < 5) {
            return null;
        }
        List<Point> four = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            four.add(new Point(corners[i].x, corners[i].y));
        }
        return Box.of(four);
    }

    /** The map's mean inside a box. */
    private double score(Box box) {
        int left = bound(box, true, false, width);
        int right = bound(box, true, true, width);
        int top = bound(box, false, false, height);
        int bottom = bound(box, false, true, height);
        double sum = 0;
        int count = 0;
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                if (box.contains(x, y)) {
                    sum += map[y * width + x];
                    count++;
                }
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    private static int bound(Box box, boolean horizontal, boolean last, int size) {
        double bound = last ? 0 : size - 1.0;
        for (Point corner : box.corners()) {
            double at = horizontal ? corner.x() : corner.y();
            bound = last ? Math.max(bound, Math.ceil(at)) : Math.min(bound, Math.floor(at));
        }
        return (int) Math.clamp(bound, 0.0, size - 1.0);
    }
}
