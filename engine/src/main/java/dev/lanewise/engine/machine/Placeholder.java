package dev.lanewise.engine.machine;

/** Holds the place of an exported package until its first class is there; delete it then. */
final class Placeholder {
    private Placeholder() {}
}
