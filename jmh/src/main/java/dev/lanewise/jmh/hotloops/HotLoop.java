package dev.lanewise.jmh.hotloops;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An innermost loop with fused multiply-adds.
 *
 * @param method where it is
 * @param main whether it is the one that does most of the work: C2 splits a loop in several, of which this one needs the fewest
 *     instructions for an FMA; the others do the first and the last few rounds
 * @param lines its instructions
 */
record HotLoop(String method, boolean main, List<String> lines) {

    private static final Pattern ADDRESS = Pattern.compile("\\s*([0-9a-f]+):.*");
    private static final Pattern JUMP = Pattern.compile(".*\\sj\\w+\\s+0x([0-9a-f]+).*");
    private static final Pattern VECTOR = Pattern.compile("[xyz]mm\\d");
    private static final String FMA = "vfmadd";
    private static final String STACK_POINTER = "rsp";

    /** First and last instruction of what a jump backwards repeats. */
    private record Range(int start, int end) {
        int length() {
            return end - start;
        }

        List<String> of(List<String> disassembly) {
            return disassembly.subList(start, end + 1);
        }

        boolean overlaps(Range other) {
            return start <= other.end && other.start <= end;
        }
    }

    /** All innermost FMA loops of a method. */
    static List<HotLoop> in(String method, List<String> disassembly) {
        List<Range> loops = innermost(disassembly);
        Optional<Range> main =
                loops.stream().min(Comparator.comparingDouble(range -> instructionsPerFma(range.of(disassembly))));
        return loops.stream()
                .map(range -> new HotLoop(method, range.equals(main.orElseThrow()), range.of(disassembly)))
                .toList();
    }

    int fmas() {
        return count(lines, FMA);
    }

    int stackReferences() {
        return count(lines, STACK_POINTER);
    }

    /** Vectors that are kept on the stack: a spilled accumulator costs, a spilled address does not show. */
    int spilledVectors() {
        return (int) lines.stream()
                .filter(line ->
                        line.contains(STACK_POINTER) && VECTOR.matcher(line).find())
                .count();
    }

    private static List<Range> innermost(List<String> disassembly) {
        Map<String, Integer> places = new HashMap<>();
        List<Range> repeated = new ArrayList<>();
        for (int i = 0; i < disassembly.size(); i++) {
            String line = disassembly.get(i);
            Matcher address = ADDRESS.matcher(line);
            if (address.matches()) {
                places.put(address.group(1), i);
            }
            Matcher jump = JUMP.matcher(line);
            if (jump.matches() && places.containsKey(jump.group(1))) {
                repeated.add(new Range(places.get(jump.group(1)), i));
            }
        }
        List<Range> innermost = new ArrayList<>();
        repeated.stream()
                .filter(range -> count(range.of(disassembly), FMA) > 0)
                .sorted(Comparator.comparingInt(Range::length))
                .filter(range -> innermost.stream().noneMatch(range::overlaps))
                .forEach(innermost::add);
        return innermost;
    }

    private static double instructionsPerFma(List<String> lines) {
        return (double) lines.size() / count(lines, FMA);
    }

    private static int count(List<String> lines, String text) {
        return (int) lines.stream().filter(line -> line.contains(text)).count();
    }
}
