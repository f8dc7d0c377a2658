package dev.lanewise.inference.ocr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A rectangle around text, perhaps a slanting one.
 *
 * @param topLeft corner where the text begins, above it
 * @param topRight corner where it ends, above it
 * @param bottomRight corner where it ends, below it
 * @param bottomLeft corner where it begins, below it
 */
public record Box(Point topLeft, Point topRight, Point bottomRight, Point bottomLeft) {
    /** Of four corners in any order: the two farther left are where the text begins. */
    static Box of(List<Point> corners) {
        List<Point> sorted = new ArrayList<>(corners);
        sorted.sort(Comparator.comparingDouble(Point::x));
        Point a = sorted.get(0);
        Point b = sorted.get(1);
        Point c = sorted.get(2);
        Point d = sorted.get(3);
        boolean firstAbove = a.y() <= b.y();
        boolean lastAbove = c.y() <= d.y();
        return new Box(firstAbove ? a : b, lastAbove ? c : d, lastAbove ? d : c, firstAbove ? b : a);
    }

    /** Length along the text. */
    public double width() {
        return topLeft.distance(topRight);
    }

    /** Height across the text. */
    public double height() {
        return topLeft.distance(bottomLeft);
    }

    /** The corners, from where the text begins, clockwise. */
    public List<Point> corners() {
        return List.of(topLeft, topRight, bottomRight, bottomLeft);
    }

    /** The middle. */
    Point center() {
        return topLeft.towards(bottomRight, 0.5);
    }

    /** Wider by a distance on every side. */
    Box grown(double distance) {
        double along = 1 + distance / width();
        double across = 1 + distance / height();
        return new Box(
                outwards(bottomLeft, topLeft, topRight, along, across),
                outwards(bottomRight, topRight, topLeft, along, across),
                outwards(topRight, bottomRight, bottomLeft, along, across),
                outwards(topLeft, bottomLeft, bottomRight, along, across));
    }

    /** A corner, moved away from the one across the text and from the one along it. */
    private static Point outwards(Point across, Point corner, Point along, double lengthen, double heighten) {
        Point lengthened = along.towards(corner, lengthen);
        Point heightened = across.towards(corner, heighten);
        return new Point(lengthened.x() + heightened.x() - corner.x(), lengthened.y() + heightened.y() - corner.y());
    }

    Box scaled(double horizontally, double vertically) {
        return new Box(
                topLeft.scaled(horizontally, vertically),
                topRight.scaled(horizontally, vertically),
                bottomRight.scaled(horizontally, vertically),
                bottomLeft.scaled(horizontally, vertically));
    }

    /** Whether a point lies inside; the corners go around clockwise. */
    boolean contains(double x, double y) {
        return isRight(topLeft, topRight, x, y)
                && isRight(topRight, bottomRight, x, y)
                && isRight(bottomRight, bottomLeft, x, y)
                && isRight(bottomLeft, topLeft, x, y);
    }

    private static boolean isRight(Point from, Point to, double x, double y) {
        return (to.x() - from.x()) * (y - from.y()) >= (to.y() - from.y()) * (x - from.x());
    }
}
