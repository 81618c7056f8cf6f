package io.twinlake.core.transfer;

import io.twinlake.core.settings.TransferSettings;

/** The way that the bytes of one object take. */
public enum Route {
  /** Inside the service, by one request. */
  COPIED,
  /** Inside the service, block by block. */
  COPIED_IN_BLOCKS,
  /** Through us, by one write. */
  STREAMED,
  /** Through us, block by block. */
  STREAMED_IN_BLOCKS;

  /**
   * What a pair of stores can do.
   *
   * @param copies whether the target can pull from the source
   * @param maxCopyBytes largest object that it pulls by one request, in bytes
   * @param blocks whether the target takes blocks
   */
  record Can(boolean copies, long maxCopyBytes, boolean blocks) {}

  /**
   * Chooses the way of an object of {@code sizeBytes}: inside the service where both can and the
   * settings do not forbid it, else through us; in blocks where one request does not take it.
   */
  static Route choose(long sizeBytes, Can can, TransferSettings settings) {
    if (settings.route() == TransferSettings.Route.AUTO && can.copies()) {
      if (sizeBytes <= can.maxCopyBytes()) {
        return COPIED;
      }
      if (can.blocks()) {
        return COPIED_IN_BLOCKS;
      }
    }
    return can.blocks() && sizeBytes > settings.partSize().bytes() ? STREAMED_IN_BLOCKS : STREAMED;
  }

  /** Whether the bytes stay inside the service. */
  public boolean isInsideService() {
    return this == COPIED || this == COPIED_IN_BLOCKS;
  }

  /** Whether the object is written in blocks. */
  public boolean isInBlocks() {
    return this == COPIED_IN_BLOCKS || this == STREAMED_IN_BLOCKS;
  }
}
