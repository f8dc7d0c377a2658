/** An inference backend on the engine, and the {@code lanewise} command line. */
module dev.lanewise.inference {
    requires dev.lanewise.engine;
    requires info.picocli;

    opens dev.lanewise.inference.cli to
            info.picocli;
}
