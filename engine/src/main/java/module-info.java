/**
 * A SIMD compute engine for inference on the JVM. It needs nothing but the JDK; on the module path the Vector API module
 * resolves by itself.
 */
module dev.lanewise.engine {
    requires jdk.incubator.vector;
    requires jdk.jfr;
    requires jdk.management;

    exports dev.lanewise.engine;
    exports dev.lanewise.engine.assessment;
    exports dev.lanewise.engine.machine;
    exports dev.lanewise.engine.planning;
}
