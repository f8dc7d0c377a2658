package dev.lanewise.inference.ocr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Rows from top to bottom, and boxes of a row from left to right. */
final class ReadingOrder {
    private ReadingOrder() {}

    static List<Box> sort(List<Box> boxes) {
        List<Box> byHeight = new ArrayList<>(boxes);
        byHeight.sort(Comparator.comparingDouble(box -> box.center().y()));
        List<List<Box>> rows = new ArrayList<>();
        for (Box box : byHeight) {
            if (!rows.isEmpty() && sameRow(rows.getLast().getLast(), box)) {
                rows.getLast().add(box);
            } else {
                rows.add(new ArrayList<>(List.of(box)));
            }
        }
        List<Box> sorted = new ArrayList<>();
        for (List<Box> row : rows) {
            row.sort(Comparator.comparingDouble(box -> box.center().x()));
            sorted.addAll(row);
        }
        return sorted;
    }

    /** Whether the middles of two boxes are closer than half the lower one's height. */
    static boolean sameRow(Box above, Box below) {
        double distance = Math.abs(below.center().y() - above.center().y());
        return distance < Math.min(above.height(), below.height()) / 2;
    }
}
