package dev.lanewise.inference.cli;

import dev.lanewise.engine.machine.OperatorCost;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An operator with a name and a cost, as a point to put under the roofline. */
record Operator(String name, OperatorCost cost) {
    /** The two products whose difference the roofline explains: one is bound by arithmetic, one by bandwidth. */
    static List<Operator> products() {
        return List.of(
                new Operator("1000³ GEMM", OperatorCost.gemm(1000, 1000, 1000)),
                new Operator("1000² GEMV", OperatorCost.gemv(1000, 1000)));
    }

    /** The different convolutions of ResNet-50, one image. */
    static List<Operator> resNet50() {
        try (InputStream in = Operator.class.getResourceAsStream("resnet50.csv")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().skip(1).map(Operator::convolution).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Operator convolution(String line) {
        List<String> fields = List.of(line.split(",", -1));
        int[] n = fields.stream().skip(1).mapToInt(Integer::parseInt).toArray();
        int count = n[0];
        int channelsIn = n[1];
        int height = n[2];
        int width = n[3];
        int channelsOut = n[4];
        int outHeight = n[5];
        int outWidth = n[6];
        int kernelHeight = n[7];
        int kernelWidth = n[8];
        String name = kernelHeight + "×" + kernelWidth + " " + channelsIn + "→" + channelsOut + " at " + outHeight + "×"
                + outWidth + (count > 1 ? ", " + count + " times" : "");
        return new Operator(
                name,
                OperatorCost.conv2d(
                        1, height, width, channelsIn, kernelHeight, kernelWidth, channelsOut, outHeight, outWidth));
    }
}
