/** Tests that compare with ONNX's golden outputs and with ONNX Runtime. */
package dev.lanewise.inference.conformance;
