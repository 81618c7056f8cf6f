package io.twinlake.core.store;

/**
 * What calls of a store cost where that is not one request of their own kind: for forecasts.
 *
 * @param find as what {@link ObjectReader#find} is billed
 * @param emptyRead as what reading nothing is billed
 * @param looksPerCommit looks that a commit of blocks costs beside its write
 * @param largestWrite longest content, in bytes, that {@link ObjectStore#write} sends in one
 *     request; longer ones go in blocks of this length
 */
public record CallCosts(
    RequestKind find, RequestKind emptyRead, int looksPerCommit, long largestWrite) {
  /** One request for each call. */
  public static final CallCosts PLAIN =
      new CallCosts(RequestKind.LOOK, RequestKind.READ, 0, Long.MAX_VALUE);

  /** How many blocks a write of so many bytes is sent in; 0 for one request without blocks. */
  public long blocksOf(long bytes) {
    return bytes <= largestWrite ? 0 : (bytes + largestWrite - 1) / largestWrite;
  }
}
