/** Reads ONNX's protobuf into graphs, and refuses what is not right. The only package that imports protobuf. */
package dev.lanewise.inference.model;
