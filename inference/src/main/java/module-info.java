/** An inference backend on the engine, and the {@code lanewise} command line. */
@SuppressWarnings("requires-automatic") // some libraries have no descriptors of their own
module dev.lanewise.inference {
    requires com.fasterxml.jackson.jr.ob;
    requires com.google.protobuf;
    requires transitive dev.lanewise.engine;
    requires info.picocli;
    requires jdk.jfr;
    requires transitive java.desktop;
    requires me.tongfei.progressbar;
    requires org.locationtech.jts;
    requires org.tribuo.util.onnx;
    requires org.tribuo.tokens;
    requires xchart;

    exports dev.lanewise.inference;
    exports dev.lanewise.inference.ocr;
    exports dev.lanewise.inference.tensor;
    exports dev.lanewise.inference.text;

    opens dev.lanewise.inference.cli to
            info.picocli;
}
