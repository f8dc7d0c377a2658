package dev.lanewise.inference.cli;

import dev.lanewise.engine.planning.ConvShape;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a convolution as people write it, {@code 1x64x56x56,64,3x3,s1,p1}: image, output channels, kernel, then stride, padding,
 * dilation and groups in any order.
 */
final class ConvShapeConverter implements ITypeConverter<ConvShape> {
    private static final String EXAMPLE = "it must be like 1x64x56x56,64,3x3,s1,p1; see lanewise conv --help";

    @Override
    public ConvShape convert(String value) {
        String[] parts =
                value.toLowerCase(Locale.ROOT).replace('×', 'x').strip().split("[, ]+", -1);
        if (parts.length < 3) {
            throw new TypeConversionException("'" + value + "' lacks image, output channels or kernel; " + EXAMPLE);
        }
        int[] image = numbers(parts[0], parts[0], 3, 4);
        int at = image.length - 3;
        int batch = at == 0 ? 1 : image[0];
        int[] kernel = twice(numbers(parts[2], parts[2], 1, 2));
        try {
            int channels = image[at];
            ConvShape.Builder shape = ConvShape.builder(
                            channels, numbers(parts[1], parts[1], 1, 1)[0], kernel[0], kernel[1])
                    .input(batch, image[at + 1], image[at + 2]);
            for (String part : Arrays.asList(parts).subList(3, parts.length)) {
                set(shape, part, channels, kernel);
            }
            return shape.build();
        } catch (IllegalArgumentException problem) {
            throw new TypeConversionException(problem.getMessage());
        }
    }

    private static void set(ConvShape.Builder shape, String part, int channels, int[] kernel) {
        if (part.equals("dw")) {
            shape.groups(channels);
            return;
        }
        if (part.equals("psame")) {
            int top = (kernel[0] - 1) / 2;
            int left = (kernel[1] - 1) / 2;
            shape.padding(top, left, kernel[0] - 1 - top, kernel[1] - 1 - left);
            return;
        }
        String rest = part.isEmpty() ? "" : part.substring(1);
        switch (part.isEmpty() ? ' ' : part.charAt(0)) {
            case 's' -> {
                int[] stride = twice(numbers(part, rest, 1, 2));
                shape.stride(stride[0], stride[1]);
            }
            case 'd' -> {
                int[] dilation = twice(numbers(part, rest, 1, 2));
                shape.dilation(dilation[0], dilation[1]);
            }
            case 'p' -> {
                int[] padding = numbers(part, rest, 1, 2, 4);
                int[] two = twice(padding);
                shape.padding(two[0], two[1], padding.length == 4 ? padding[2] : two[0], padding[padding.length - 1]);
            }
            case 'g' -> shape.groups(numbers(part, rest, 1, 1)[0]);
            default ->
                throw new TypeConversionException("'" + part + "' is not one of sN, pN, psame, dN, gN, dw; " + EXAMPLE);
        }
    }

    /** Numbers with an x between, as many as one of the counts says. */
    private static int[] numbers(String part, String text, int... counts) {
        try {
            int[] numbers = Arrays.stream(text.split("x", -1))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            if (Arrays.stream(counts).anyMatch(count -> count == numbers.length)) {
                return numbers;
            }
        } catch (NumberFormatException _) {
            // answered below
        }
        throw new TypeConversionException("'" + part + "' is not understood; " + EXAMPLE);
    }

    /** One number stands for both directions. */
    private static int[] twice(int[] numbers) {
        return numbers.length == 1 ? new int[] {numbers[0], numbers[0]} : numbers;
    }
}
