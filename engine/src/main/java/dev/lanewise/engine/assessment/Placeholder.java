package dev.lanewise.engine.assessment;

/** Holds the place of an exported package until its first class is there; delete it then. */
final class Placeholder {
    private Placeholder() {}
}
