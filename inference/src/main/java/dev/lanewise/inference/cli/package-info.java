/**
 * The {@code lanewise} command line: one class per command. May import everything that the engine exports.
 */
package dev.lanewise.inference.cli;
