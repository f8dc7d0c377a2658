package dev.lanewise.jmh;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Param;

/** Every combination of a benchmark's {@code @Param} values, as JMH would run them. */
final class BenchmarkParameters {

    private BenchmarkParameters() {}

    /** Field names and values, one map for each combination. */
    static List<Map<String, String>> combinations(Class<?> benchmark) {
        List<Map<String, String>> combinations = List.of(Map.of());
        for (Field field : benchmark.getFields()) {
            if (field.isAnnotationPresent(Param.class)) {
                List<Map<String, String>> longer = new ArrayList<>();
                for (Map<String, String> shorter : combinations) {
                    for (String value : values(field)) {
                        Map<String, String> combination = new LinkedHashMap<>(shorter);
                        combination.put(field.getName(), value);
                        longer.add(combination);
                    }
                }
                combinations = longer;
            }
        }
        return combinations;
    }

    /** Sets the fields as JMH does. */
    static void set(Object benchmark, Map<String, String> combination) throws ReflectiveOperationException {
        for (Map.Entry<String, String> parameter : combination.entrySet()) {
            Field field = benchmark.getClass().getField(parameter.getKey());
            field.set(benchmark, parse(field.getType(), parameter.getValue()));
        }
    }

    private static List<String> values(Field field) {
        String[] values = field.getAnnotation(Param.class).value();
        if (values.length == 1 && values[0].equals(Param.BLANK_ARGS)) {
            return Arrays.stream(field.getType().getEnumConstants())
                    .map(constant -> ((Enum<?>) constant).name())
                    .toList();
        }
        return List.of(values);
    }

    private static Object parse(Class<?> type, String value) {
        if (type == int.class) {
            return Integer.valueOf(value);
        }
        if (type == boolean.class) {
            return Boolean.valueOf(value);
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> ((Enum<?>) constant).name().equals(value))
                    .findFirst()
                    .orElseThrow();
        }
        return value;
    }
}
