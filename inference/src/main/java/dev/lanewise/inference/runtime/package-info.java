/** Plans a graph for given shapes and runs the plan: order, room for every value, arenas. Imports operators, graphs and tensors. */
package dev.lanewise.inference.runtime;
