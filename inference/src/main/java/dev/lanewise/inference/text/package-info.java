/** Embeddings of text with all-MiniLM-L6-v2. May import sessions and tensors. */
package dev.lanewise.inference.text;
