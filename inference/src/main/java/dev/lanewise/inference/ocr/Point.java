package dev.lanewise.inference.ocr;

/**
 * A place in a picture, in pixels from its upper left corner.
 *
 * @param x to the right
 * @param y down
 */
public record Point(double x, double y) {
    double distance(Point other) {
        return Math.hypot(x - other.x, y - other.y);
    }

    /** As far from here as other is, times a factor. */
    Point towards(Point other, double factor) {
        return new Point(x + (other.x - x) * factor, y + (other.y - y) * factor);
    }

    Point scaled(double horizontally, double vertically) {
        return new Point(x * horizontally, y * vertically);
    }
}
