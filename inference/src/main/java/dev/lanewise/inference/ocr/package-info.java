/** Reads text from pictures: PP-OCR's detection and recognition models, and what lies before, between and after them. */
package dev.lanewise.inference.ocr;
