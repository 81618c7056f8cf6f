package io.twinlake.core.store;

/**
 * Kinds of requests, as finely as services bill them.
 *
 * @see <a
 *     href="https://learn.microsoft.com/azure/storage/blobs/map-rest-apis-transaction-categories">Which
 *     REST operation is billed as what</a>
 */
public enum RequestKind {
  /** One page of a listing, or the making of a container. */
  LIST,
  /** Reading an object or a part of it. */
  READ,
  /** Looking at properties without content. */
  LOOK,
  /** Writing a whole object, or committing its blocks. */
  WRITE,
  /** Writing one block. */
  BLOCK,
  /** Copying a whole object inside the service. */
  COPY,
  /** Copying one block inside the service. */
  COPY_BLOCK,
  /** Removing an object. */
  DELETE,
  /**
   * A read that a service does for a copy inside it. Nobody here sends it; it is billed at the
   * source, and counts against the source's rate.
   */
  SERVED,
  /** Everything else: access rights, directories. */
  OTHER;

  /** Whether a service moves the bytes, and not we. */
  public boolean isInsideService() {
    return this == COPY || this == COPY_BLOCK || this == SERVED;
  }
}
