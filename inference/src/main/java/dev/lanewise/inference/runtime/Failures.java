package dev.lanewise.inference.runtime;

import dev.lanewise.inference.tensor.ModelException;

/** Turns what goes wrong within a node into an exception that names it. */
final class Failures {
    private Failures() {}

    static ModelException of(String where, Throwable problem) {
        boolean speaks = problem.getMessage() != null
                && (problem instanceof ModelException
                        || problem instanceof IllegalArgumentException
                        || problem instanceof ArithmeticException
                        || problem instanceof IndexOutOfBoundsException);
        return new ModelException(where + ": " + (speaks ? problem.getMessage() : problem.toString()), problem);
    }
}
