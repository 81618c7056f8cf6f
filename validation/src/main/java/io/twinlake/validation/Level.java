package io.twinlake.validation;

/**
 * How strongly two sites are compared. Each says what it proves and what it does not; a report
 * prints both.
 */
public enum Level {
  /** Names, sizes and counts of both listings. */
  LISTING(
      "Both sites hold the same names with the same lengths.",
      "Says nothing about the bytes: an object that was damaged or replaced by one of the same length passes."),
  /** The target's listing against the ledger of a recovery point. */
  LEDGER(
      "Nobody has changed, added or removed anything at the target since it was written.",
      "Says nothing about the source, nor about what was wrong when it was written."),
  /** Names and sizes of all, bytes of some. */
  SAMPLE(
      "The bytes of a random sample are equal at both sites, and all names and lengths agree.",
      "Says nothing certain about the objects that were not drawn; the bound below is what the sample allows."),
  /** Every byte of both sides. */
  CONTENT(
      "Every byte of both sites was read just now, and they are equal, byte by byte or by their hashes.",
      "Says nothing about bytes that changed after they were read."),
  /** Schemas, row counts and order-free sums of row hashes of tables, partition by partition. */
  TABLE(
      "Delta and Parquet tables hold the same rows under the same schema at both sites, however their files are laid out: every row was read and hashed just now.",
      "Says nothing about the bytes of files, nor about a table's history; objects that belong to no table are compared by names and lengths only."),
  /** What each site says of its own objects, by a tree of hashes. */
  FINGERPRINT(
      "Both sites hold the same names with the same lengths and CRC-64, each as its own site read them when its fingerprint was made.",
      "Says nothing about what changed since, and a version that was hashed once is not read again, so bytes that rot under an unchanged version pass. Rests on what each site says of itself.");

  private final String proves;
  private final String leavesOpen;

  Level(String proves, String leavesOpen) {
    this.proves = proves;
    this.leavesOpen = leavesOpen;
  }

  /** What a clean result proves, as a sentence. */
  public String proves() {
    return proves;
  }

  /** What it does not prove, as a sentence. */
  public String leavesOpen() {
    return leavesOpen;
  }

  /** Whether bytes of objects are read. */
  boolean readsObjects() {
    return this == SAMPLE || this == CONTENT;
  }
}
