package dev.lanewise.jmh.hotloops;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A method as C2 compiled it last. */
final class CompiledMethod {

    private static final Pattern BLOCK = Pattern.compile("={10,} C2-compiled nmethod ={10,}");
    private static final Pattern HEADER = Pattern.compile("Compiled method \\(c2\\)(.*)");
    private static final Pattern METHOD = Pattern.compile("([\\w.$]+)::([\\w$]+) ");
    private static final Pattern ON_STACK = Pattern.compile(" @ \\d+ ");
    private static final Pattern BYTES = Pattern.compile("\\s+0x[0-9a-f]+:((?:\\s+[0-9a-f |]+)+)");
    private static final String START = "[MachCode]";
    private static final String END = "[/MachCode]";

    private final String name;
    private final byte[] code;

    private CompiledMethod(String name, byte[] code) {
        this.name = name;
        this.code = code;
    }

    /** Class and method, as {@code VectorSgemmTile4x2::multiply}. */
    String name() {
        return name;
    }

    /** Its machine code. */
    byte[] code() {
        return code.clone();
    }

    /**
     * Reads what {@code -XX:CompileCommand=print} wrote. Of several compilations of a method the last counts, and none that
     * replaces a running interpreter frame.
     */
    static List<CompiledMethod> parse(String log) {
        Map<String, CompiledMethod> last = new LinkedHashMap<>();
        for (String block : BLOCK.splitAsStream(log).toList()) {
            Matcher header = HEADER.matcher(block);
            int start = block.indexOf(START);
            int end = block.indexOf(END);
            if (header.find()
                    && start >= 0
                    && end > start
                    && !ON_STACK.matcher(header.group(1)).find()) {
                Matcher method = METHOD.matcher(header.group(1));
                if (method.find()) {
                    String type = method.group(1).substring(method.group(1).lastIndexOf('.') + 1);
                    String name = type + "::" + method.group(2);
                    last.put(name, new CompiledMethod(name, bytes(block.substring(start + START.length(), end))));
                }
            }
        }
        return new ArrayList<>(last.values());
    }

    private static byte[] bytes(String text) {
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        text.lines().forEach(line -> {
            Matcher bytes = BYTES.matcher(line);
            if (bytes.matches()) {
                code.writeBytes(HexFormat.of().parseHex(bytes.group(1).replaceAll("[ |]", "")));
            }
        });
        return code.toByteArray();
    }
}
