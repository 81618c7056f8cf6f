package io.twinlake.metastore.mapping;

/**
 * A location in an object.
 *
 * @param pointer JSON pointer of the text that it is, or is part of
 * @param text the location itself
 */
public record Place(String pointer, Role role, String text) {}
