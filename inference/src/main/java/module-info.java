/** An inference backend on the engine, and the {@code lanewise} command line. */
@SuppressWarnings("requires-automatic") // xchart has no descriptor of its own
module dev.lanewise.inference {
    requires dev.lanewise.engine;
    requires info.picocli;
    requires java.desktop;
    requires me.tongfei.progressbar;
    requires xchart;

    opens dev.lanewise.inference.cli to
            info.picocli;
}
