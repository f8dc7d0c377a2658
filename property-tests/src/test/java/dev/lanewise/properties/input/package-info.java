/**
 * Arguments that no call may accept: the exception is of the documented type, names the argument, what it was and what it
 * must be, and comes before anything is written.
 */
package dev.lanewise.properties.input;
