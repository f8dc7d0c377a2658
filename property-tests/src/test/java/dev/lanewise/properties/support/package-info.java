/**
 * What the properties are made of: data recipes, guarded operands, shapes, error bounds and the engines that they run on.
 * A case is a shape, recipes and a seed, never single elements, so that it shrinks, prints on one line and replays.
 */
package dev.lanewise.properties.support;
