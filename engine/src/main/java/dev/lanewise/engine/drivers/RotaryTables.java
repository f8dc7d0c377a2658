package dev.lanewise.engine.drivers;

/**
 * Angles of a rotary embedding, as its kernel reads them.
 *
 * @param headSize elements of a head
 * @param rotated how many of them are rotated, the first
 * @param neighbours whether pairs are neighbours, else half of what is rotated apart
 * @param headsFirst whether tokens of a head follow each other, else heads of a token do
 * @param positions how many positions there are
 * @param cos cosines, position by position
 * @param sin sines
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RotaryTables(
        int headSize, int rotated, boolean neighbours, boolean headsFirst, int positions, float[] cos, float[] sin) {}
