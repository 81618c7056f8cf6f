package io.twinlake.core.plan;

/** Why a path is planned as it is. Reports count by it. */
public enum Reason {
  // copied
  NEW("new at the source"),
  SOURCE_VERSION_CHANGED("changed at the source"),
  VERSION_TOO_YOUNG("may have changed: its time was too close to the last listing"),
  TARGET_REPLACED("differs at the target, which is replaced as 'adopt' says"),
  TARGET_DAMAGED("damaged or lost at the target, as a validation found"),
  // adopted
  CLAIMED("copied by a run that did not commit"),
  FOUND_AT_TARGET("already at the target, to be compared"),
  FOUND_MARKED("already at the target, marked as our copy of this version"),
  // kept
  UNCHANGED("unchanged"),
  GONE_AT_SOURCE("gone at the source; kept, as deletions are not propagated"),
  DELETION_HELD("gone at the source; its deletion is held back"),
  OUT_OF_SCOPE("copied earlier, now outside the dataset's scope; kept"),
  // deleted
  DELETED_AT_SOURCE("gone at the source"),
  // not replicated
  EXCLUDED("excluded by a filter"),
  OUTSIDE_WINDOW("outside the partition window"),
  OUTSIDE_IGNORED("outside the partition window, which is not counted as a hole"),
  PARTITION_NOT_READY("its partition has no marker yet"),
  TABLE("part of a table, which is never copied file by file"),
  UNSUPPORTED_TYPE("an append or page blob, which would be converted"),
  ARCHIVED("in the archive tier, which cannot be read"),
  UNSUPPORTED_NAME("the target cannot hold this name"),
  DIRECTORY_MARKER("a directory marker, which the target does not need"),
  NOT_ADOPTED("the dataset's target was not adopted"),
  NOT_REPLACED("changed, and the target cannot replace in one step; 'replace: in-place' allows it"),
  VANISHED("gone since it was listed"),
  COMPARED("compared only"),
  BESIDE_FAILED("a marker whose data is not complete");

  private final String meaning;

  Reason(String meaning) {
    this.meaning = meaning;
  }

  /** Half a sentence for people. */
  public String meaning() {
    return meaning;
  }
}
