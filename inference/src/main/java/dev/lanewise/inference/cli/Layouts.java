package dev.lanewise.inference.cli;

import dev.lanewise.engine.planning.Layout;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Order of the dimensions of a convolution's input and output. */
record Layouts(Layout in, Layout out) {
    /** Reads {@code nchw}, or {@code nchw:nhwc} for input and output. */
    static final class Converter implements ITypeConverter<Layouts> {
        @Override
        public Layouts convert(String value) {
            String[] parts = value.toUpperCase(Locale.ROOT).split(":", -1);
            try {
                return new Layouts(Layout.valueOf(parts[0]), Layout.valueOf(parts[parts.length - 1]));
            } catch (IllegalArgumentException _) {
                throw new TypeConversionException(
                        "'" + value + "' is no layout; it must be nhwc, nchw, nhwc:nchw or nchw:nhwc");
            }
        }
    }
}
