package dev.lanewise.inference.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of bytes as people write it: {@code 0}, {@code 65536}, {@code 512K}, {@code 4M}, {@code 1G}, {@code 4 MiB}. */
final class BytesConverter implements ITypeConverter<Long> {
    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,9}) ?(?:([KMG])(?:I?B)?|B)?");

    @Override
    public Long convert(String value) {
        Matcher matcher = SYNTAX.matcher(value.strip().toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + value + "' is no size; it must be like 0, 512K, 4M or 1G");
        }
        int shift = matcher.group(2) == null ? 0 : 10 * (1 + "KMG".indexOf(matcher.group(2)));
        return Long.parseLong(matcher.group(1)) << shift;
    }
}
