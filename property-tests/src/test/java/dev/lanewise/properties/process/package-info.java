/** What needs a JVM of its own: other flags, nothing compiled yet, no Vector API module. */
package dev.lanewise.properties.process;
