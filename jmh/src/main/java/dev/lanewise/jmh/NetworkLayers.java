package dev.lanewise.jmh;

import dev.lanewise.engine.planning.ConvShape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The different convolutions of some networks. */
public final class NetworkLayers {

    private NetworkLayers() {}

    /**
     * Reads them all.
     *
     * @return by name, in the order of the file
     */
    public static Map<String, ConvShape> all() {
        Map<String, ConvShape> layers = new LinkedHashMap<>();
        try (InputStream in = NetworkLayers.class.getResourceAsStream("conv.csv")) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            List<String> head = fields(lines.getFirst());
            for (String line : lines.subList(1, lines.size())) {
                List<String> fields = fields(line);
                layers.put(fields.get(head.indexOf("name")), shape(head, fields));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Collections.unmodifiableMap(layers);
    }

    private static ConvShape shape(List<String> head, List<String> fields) {
        Map<String, Integer> n = new HashMap<>();
        for (String column : List.of(
                "mb", "g", "ic", "ih", "iw", "oc", "oh", "ow", "kh", "kw", "sh", "sw", "ph", "pw", "pb", "pr", "dh",
                "dw")) {
            n.put(column, Integer.parseInt(fields.get(head.indexOf(column))));
        }
        // a padding of −1 says that a stride leaves out the last row; it does so by itself
        ConvShape shape = ConvShape.builder(n.get("ic"), n.get("oc"), n.get("kh"), n.get("kw"))
                .input(n.get("mb"), n.get("ih"), n.get("iw"))
                .stride(n.get("sh"), n.get("sw"))
                .padding(n.get("ph"), n.get("pw"), Math.max(0, n.get("pb")), Math.max(0, n.get("pr")))
                .dilation(n.get("dh"), n.get("dw"))
                .groups(n.get("g"))
                .build();
        if (shape.outHeight() != n.get("oh") || shape.outWidth() != n.get("ow")) {
            throw new IllegalArgumentException("output of " + fields + " is " + shape.outHeight() + "×"
                    + shape.outWidth() + "; it must be as it says");
        }
        return shape;
    }

    private static List<String> fields(String line) {
        return Arrays.asList(line.split(",", -1));
    }
}
