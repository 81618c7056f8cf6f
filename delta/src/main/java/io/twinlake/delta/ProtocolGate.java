package io.twinlake.delta;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides whether the files of a version are known to us. A feature that readers must know may add
 * kinds of files that no commit lists in a way that we know, so unknown ones are refused. What only
 * writers must know never stops a copy of bytes. Pure.
 */
final class ProtocolGate {
  private static final Set<String> KNOWN =
      Set.of(
          "columnMapping",
          "deletionVectors",
          "geospatial",
          "geospatial-preview",
          "timestampNtz",
          "typeWidening",
          "typeWidening-preview",
          "v2Checkpoint",
          "vacuumProtocolCheck",
          "variantShredding",
          "variantShredding-preview",
          "variantType",
          "variantType-preview",
          // Harmless unless a property uses it.
          "redirectReaderWriter-preview");

  private static final Set<String> OF_A_CATALOG =
      Set.of("catalogManaged", "catalogOwned", "catalogOwned-preview");

  private static final String COORDINATOR = "delta.coordinatedCommits.commitCoordinator-preview";
  private static final Set<String> REDIRECTS =
      Set.of("delta.redirectReaderWriter-preview", "delta.redirectWriterOnly-preview");

  private ProtocolGate() {}

  /** Why a version with this protocol cannot be replicated. */
  static Optional<String> refusal(Protocol protocol) {
    Set<String> catalog = new TreeSet<>(protocol.readerFeatures());
    catalog.addAll(protocol.writerFeatures());
    catalog.retainAll(OF_A_CATALOG);
    if (!catalog.isEmpty()) {
      return Optional.of(byCatalog(String.join(", ", catalog)));
    }
    if (protocol.minReader() > 3) {
      return Optional.of(
          "it needs readers of version %d, and only 1 to 3 are known here. Use a newer version of Twinlake."
              .formatted(protocol.minReader()));
    }
    Set<String> unknown = new TreeSet<>(protocol.readerFeatures());
    unknown.removeAll(KNOWN);
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "it uses %s, which is not known here and may keep files where nobody would look. Use a newer version of Twinlake, or drop the feature (ALTER TABLE … DROP FEATURE)."
                .formatted(String.join(", ", unknown)));
  }

  /** Why a table whose newest version has these properties cannot be replicated. */
  static Optional<String> refusal(TableMetadata metadata) {
    for (String redirect : REDIRECTS) {
      if (!metadata.properties().getOrDefault(redirect, "").isEmpty()) {
        return Optional.of(
            "its property %s sends readers or writers to another table, which they would still look for at the source. Replicate that table instead, or unset the property."
                .formatted(redirect));
      }
    }
    if (!metadata.properties().getOrDefault(COORDINATOR, "").isEmpty()) {
      return Optional.of(byCatalog(COORDINATOR));
    }
    return Optional.empty();
  }

  private static String byCatalog(String why) {
    return "a catalog decides about its commits (%s), and the newest may not be in the log yet. Replicate it with the catalog's own disaster recovery, or drop that feature."
        .formatted(why);
  }
}
