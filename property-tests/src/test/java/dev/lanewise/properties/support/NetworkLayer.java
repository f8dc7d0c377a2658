package dev.lanewise.properties.support;

import dev.lanewise.engine.planning.ConvShape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A convolution of a real network, from {@code conv.csv}, cut down to what a test can afford. */
public record NetworkLayer(String name, ConvShape shape) {
    private static final String HEADER = "net,name,mb,g,ic,ih,iw,oc,oh,ow,kh,kw,sh,sw,ph,pw,pb,pr,dh,dw,class";

    /** All of the file. */
    public static List<NetworkLayer> all(long mostMultiplications) {
        List<NetworkLayer> layers = new ArrayList<>();
        boolean rows = false;
        for (String line : lines()) {
            if (rows) {
                layers.add(of(line.split(",", -1), mostMultiplications));
            }
            rows |= line.equals(HEADER);
        }
        return layers;
    }

    private static List<String> lines() {
        try (InputStream file = NetworkLayer.class.getResourceAsStream("/conv.csv")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NetworkLayer of(String[] row, long most) {
        ConvSizes sizes = new ConvSizes();
        sizes.batch = number(row, 2);
        sizes.groups = number(row, 3);
        sizes.groupIn = number(row, 4) / sizes.groups;
        sizes.height = number(row, 5);
        sizes.width = number(row, 6);
        sizes.groupOut = number(row, 7) / sizes.groups;
        sizes.kernelHeight = number(row, 10);
        sizes.kernelWidth = number(row, 11);
        sizes.strideHeight = number(row, 12);
        sizes.strideWidth = number(row, 13);
        sizes.top = number(row, 14);
        sizes.left = number(row, 15);
        sizes.bottom = Math.max(0, number(row, 16));
        sizes.right = Math.max(0, number(row, 17));
        sizes.dilationHeight = number(row, 18);
        sizes.dilationWidth = number(row, 19);
        return new NetworkLayer(row[1], sizes.shape(most));
    }

    private static int number(String[] row, int column) {
        return Integer.parseInt(row[column]);
    }
}
