package io.twinlake.validation;

import io.twinlake.validation.fingerprint.Item;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one site says of its own objects: the document {@code fingerprints/<id>.json} on its own
 * control root. It is put last, so what it names is there.
 *
 * @param format {@code fingerprint/1.0}
 * @param id names it; names sort by time
 * @param pair the pair of sites
 * @param site whose objects it is about
 * @param startedAt when it began
 * @param finishedAt when it ended
 * @param bytesRead bytes that were read and hashed for it
 * @param hashed objects whose bytes were read for it
 * @param remembered objects whose hash was known from an earlier one, by their version
 * @param datasets in the order of their names
 */
public record Fingerprint(
    String format,
    String id,
    String pair,
    String site,
    Instant startedAt,
    Instant finishedAt,
    long bytesRead,
    long hashed,
    long remembered,
    List<OfDataset> datasets) {
  static final String FORMAT = "fingerprint/1";
  static final String FORMAT_NOW = FORMAT + ".0";

  /**
   * One dataset.
   *
   * @param name its name
   * @param listedAt when it was listed, by the clock of its store
   * @param root the tree over its objects; empty if it has none
   * @param nodes how many nodes the tree has
   * @param unsettled objects that could not be read, or that changed each time they were
   * @param memory path of the document that remembers its hashes
   * @param failure why there is no tree, if there is none
   */
  public record OfDataset(
      String name,
      Instant listedAt,
      Optional<Item> root,
      long nodes,
      long unsettled,
      Optional<String> memory,
      Optional<String> failure) {}

  /** Whether every dataset has a tree, and every object in it a hash. */
  public boolean isWhole() {
    return datasets.stream().allMatch(d -> d.failure().isEmpty() && d.unsettled() == 0);
  }
}
