package io.twinlake.core.ledger;

/**
 * The document that says what every table is at the target, as a recovery point names it.
 *
 * @param path where it lies, below the control root
 * @param sha256 of its bytes; another content is refused
 * @param tables how many it has
 */
public record TablesDocument(String path, String sha256, long tables) {}
