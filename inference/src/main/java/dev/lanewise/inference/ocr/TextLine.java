package dev.lanewise.inference.ocr;

/**
 * Text that was read.
 *
 * @param text the characters
 * @param score how sure the model is of them, from 0 to 1
 * @param box where they are
 */
public record TextLine(String text, double score, Box box) {}
