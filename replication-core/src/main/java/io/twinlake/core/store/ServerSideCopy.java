package io.twinlake.core.store;

/**
 * Copies inside the service, without the bytes passing through us: the ability {@link
 * Ability#SERVER_SIDE_COPY} of an {@link ObjectStore}.
 */
public interface ServerSideCopy {

  /** Whether this store can pull from {@code source}. Costs no request. */
  boolean canCopyFrom(ObjectReader source);

  /**
   * The largest object that {@link #copy} takes, in bytes; larger ones go by {@link
   * BlockWriter#stageFrom}.
   */
  long maxCopyBytes();

  /**
   * Copies exactly the version of {@code object} that its entry names.
   *
   * @param object as {@code source} lists it; its path is below the source's root
   * @param metadata replaces all metadata of the source where it has any; headers are carried over
   *     by the service
   * @param expected what must be at {@code to} now
   * @return the object as written, with the CRC-64 where the service returned one
   * @throws VersionChangedException if the source is no longer that version or gone; nothing was
   *     written
   * @throws PreconditionFailedException if something else is at {@code to}; nothing was written
   * @throws OutcomeUnknownException if the store never answered; look before trying again
   */
  Copied copy(
      ObjectReader source,
      ObjectEntry object,
      ObjectPath to,
      ObjectMetadata metadata,
      Expected expected);
}
