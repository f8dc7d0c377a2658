package org.bytedeco.opencl.presets;

/**
 * Stands in for a class of {@code org.bytedeco:opencl}, whose version that {@code dnnl} asks for was never published. The class loading of
 * {@code dnnl} looks it up by name and wants nothing from it.
 */
public class OpenCL {}
