/**
 * One class per operator, as a textbook writes it: plain loops, sums in double or exact integers. Imports nothing but the
 * JDK.
 */
package dev.lanewise.reference;
