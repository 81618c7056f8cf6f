package io.twinlake.core.store;

import java.io.InputStream;
import java.util.Optional;
import java.util.Set;

/**
 * What replication asks of its target. Each implementation passes the contract of every {@link
 * Ability} it declares.
 */
public interface ObjectStore extends ObjectReader {

  Set<Ability> abilities();

  /**
   * Writes one whole object; readers see the old one or the new one, never a part.
   *
   * @param content exactly {@code sizeBytes} bytes; a stream that is shorter or longer fails the
   *     write and leaves the old object
   * @param metadata headers and user metadata; kept by stores with {@link Ability#METADATA}
   * @param expected what must be there now: a version, or nothing
   * @return the object as written, with its new version
   * @throws PreconditionFailedException if something else is there; nothing was written
   * @throws OutcomeUnknownException if the store never answered; look before trying again
   * @throws StoreException with {@link StoreProblem#UNSUPPORTED_NAME} if the name would read back
   *     differently; nothing was written
   */
  ObjectEntry write(
      ObjectPath path,
      InputStream content,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected);

  /**
   * Removes the object if it still is {@code version}. Removing what is already gone is a success.
   *
   * @throws PreconditionFailedException if another version is there; nothing was removed
   */
  void delete(ObjectPath path, ObjectVersion version);

  /**
   * Makes the root (container or directory) if it is not there yet. Only control and history roots
   * are ever made.
   */
  void createRoot();

  @Override
  default Optional<? extends TreeWriter> tree() {
    return Optional.empty();
  }
}
