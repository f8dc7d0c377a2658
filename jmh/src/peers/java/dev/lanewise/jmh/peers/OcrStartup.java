package dev.lanewise.jmh.peers;

import dev.lanewise.inference.SessionOptions;
import dev.lanewise.inference.ocr.TextReader;
import java.io.File;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Loads the reader and reads a picture again and again; prints how long each time took, in milliseconds, as soon as it is known. */
final class OcrStartup {

    private static final int LONGEST_SIDE = 960;

    private OcrStartup() {}

    /**
     * Reads.
     *
     * @param args the picture, the number of threads, how often
     */
    public static void main(String[] args) throws IOException {
        SessionOptions options = SessionOptions.DEFAULT.withThreads(Integer.parseInt(args[1]));
        try (TextReader reader = TextReader.load(options, LONGEST_SIDE)) {
            for (int i = 0; i < Integer.parseInt(args[2]); i++) {
                long start = System.nanoTime();
                if (reader.read(ImageIO.read(new File(args[0]))).isEmpty()) {
                    throw new IllegalStateException("no text in " + args[0]);
                }
                System.out.println((System.nanoTime() - start) / 1_000_000);
                System.out.flush();
            }
        }
    }
}
