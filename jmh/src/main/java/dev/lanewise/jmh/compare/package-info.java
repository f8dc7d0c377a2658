/** Whether a change made benchmarks slower: two of JMH's JSON files against each other. Knows nothing of the engine. */
package dev.lanewise.jmh.compare;
