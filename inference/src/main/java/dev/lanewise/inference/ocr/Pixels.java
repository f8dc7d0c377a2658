package dev.lanewise.inference.ocr;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.NoninvertibleTransformException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/** Pictures as the models want them: resized, cut out, normalised, channels first in the order blue, green, red. */
final class Pixels {
    private static final int BYTE = 0xff;

    private Pixels() {}

    /** The picture through a transform, on a canvas of another size. */
    static BufferedImage transformed(BufferedImage image, AffineTransform transform, int width, int height) {
        BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = canvas.createGraphics();
        // where a picture is transparent, paper shows
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, transform, null);
        graphics.dispose();
        return canvas;
    }

    /** The picture in another size. Where it shrinks a lot, by halves first, so that every pixel counts. */
    static BufferedImage resized(BufferedImage image, int width, int height) {
        BufferedImage current = image;
        while (current.getWidth() >= 2 * width && current.getHeight() >= 2 * height) {
            current = scaled(current, (current.getWidth() + 1) / 2, (current.getHeight() + 1) / 2);
        }
        return scaled(current, width, height);
    }

    private static BufferedImage scaled(BufferedImage image, int width, int height) {
        AffineTransform scale = AffineTransform.getScaleInstance(
                (double) width / image.getWidth(), (double) height / image.getHeight());
        return transformed(image, scale, width, height);
    }

    /** The part of the picture in a box, upright; text that runs down is turned to run to the right. */
    static BufferedImage cut(BufferedImage image, Box box, double uprightRatio) {
        boolean down = box.height() >= uprightRatio * box.width();
        Point origin = down ? box.topRight() : box.topLeft();
        Point along = down ? box.bottomRight() : box.topRight();
        Point across = down ? box.topLeft() : box.bottomLeft();
        int width = Math.max(1, (int) Math.round(origin.distance(along)));
        int height = Math.max(1, (int) Math.round(origin.distance(across)));
        AffineTransform toPicture = new AffineTransform(
                (along.x() - origin.x()) / width,
                (along.y() - origin.y()) / width,
                (across.x() - origin.x()) / height,
                (across.y() - origin.y()) / height,
                origin.x(),
                origin.y());
        try {
            return transformed(image, toPicture.createInverse(), width, height);
        } catch (NoninvertibleTransformException e) {
            throw new IllegalArgumentException("the box " + box + " has no area", e);
        }
    }

    /**
     * The pixels as {@code (value/255 − mean)/deviation}, channels first.
     *
     * @param image of the type that {@link #transformed} makes
     * @param target where they go; rows are width elements long, and planes height rows
     */
    static void normalise(BufferedImage image, float[] mean, float[] deviation, float[] target, int width) {
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        int plane = target.length / 3;
        for (int channel = 0; channel < 3; channel++) {
            // blue is in the lowest byte
            int shift = 8 * channel;
            float factor = 1 / (BYTE * deviation[channel]);
            float term = -mean[channel] / deviation[channel];
            for (int y = 0; y < image.getHeight(); y++) {
                int to = channel * plane + y * width;
                int from = y * image.getWidth();
                for (int x = 0; x < image.getWidth(); x++) {
                    target[to + x] = (pixels[from + x] >> shift & BYTE) * factor + term;
                }
            }
        }
    }
}
