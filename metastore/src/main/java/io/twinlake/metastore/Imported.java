package io.twinlake.metastore;

import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the last import left: {@code metastore/imported/<n>.json} on the target's control root.
 *
 * @param from whose catalog it was
 * @param export which export
 * @param hashes of functions, statistics, constraints and grants, which carry no mark
 */
record Imported(
    String format, String from, String export, Instant at, SortedMap<String, String> hashes) {
  private static final String FORMAT = "metastore-imported/1";
  private static final ObjectPrefix PLACE = new ObjectPrefix("metastore/imported/");

  Imported {
    hashes = new TreeMap<>(hashes);
  }

  static Optional<Imported> newest(ControlDocuments documents) {
    List<ObjectEntry> all = documents.list(PLACE);
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Json.parseDocument(
                documents.read(all.get(all.size() - 1)),
                FORMAT,
                Imported.class,
                all.get(all.size() - 1).path().value()));
  }

  /** Puts it behind the newest one, unless that says the same. */
  static void put(
      ControlDocuments documents,
      String from,
      String export,
      Instant at,
      SortedMap<String, String> hashes) {
    Optional<Imported> newest = newest(documents);
    if (newest
        .filter(n -> n.from.equals(from) && n.export.equals(export) && n.hashes.equals(hashes))
        .isPresent()) {
      return;
    }
    int number = documents.list(PLACE).size() + 1;
    documents.putIfAbsent(
        ObjectPath.of("metastore/imported/%010d.json".formatted(number)),
        Json.document(new Imported(FORMAT + ".0", from, export, at, hashes)));
  }
}
