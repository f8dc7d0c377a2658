package dev.lanewise.inference.conformance;

/**
 * What became of a test.
 *
 * @param test the test
 * @param kind whether it passed
 * @param reason why not
 * @param loadedByPeer whether ONNX Runtime loads the model
 */
record Outcome(NodeTest test, Kind kind, String reason, boolean loadedByPeer) {
    /** Whether a test passed. */
    enum Kind {
        /** The outputs are right. */
        PASSED,
        /** The model was refused, by name of what is not supported. */
        REFUSED,
        /** An output is wrong, or an exception says nothing of what is not supported. */
        FAILED,
        /** Not run: its data contradict themselves. */
        FLAWED
    }
}
