package io.twinlake.storage.file;

import io.twinlake.core.Effect;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.Level;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreFacts;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.VersionChangedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Objects as files below a local directory.
 *
 * <p>A write goes to a temporary sibling, is forced to disk and then appears at once: by a hard
 * link where nothing is expected, which only one of several writers can make, on any machine; by an
 * atomic rename where a version is expected. That version is looked at just before the rename,
 * under a lock that holds within this JVM only: a writer in another process that changes the file
 * between the look and the rename is overwritten. The same goes for deletes. Twinlake itself never
 * lets two processes replace one object of a data root; its control documents are only ever put
 * where nothing is.
 *
 * <p>Versions are weak (modification time in milliseconds and length); a replacement is always
 * given another time than what it replaces. Metadata is not kept. Directories are not objects: they
 * come with the first object in them and go with the last. Names that a directory cannot hold are
 * refused before the write, see {@link FileNames}. A writer that dies leaves a file {@code
 * .twinlake-tmp-*}, which is not listed and may be removed.
 */
final class FileStore implements ObjectStore {
  private final URI uri;
  private final Path root;
  private final FileListing listing;
  private final FileWriter writer;

  FileStore(URI uri) {
    this.uri = uri;
    this.root = Path.of(uri).toAbsolutePath().normalize();
    this.listing = new FileListing(root);
    this.writer = new FileWriter(root);
  }

  @Override
  public URI root() {
    return uri;
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  /** Only whether the directory can be written to; a file system has none of the rest. */
  @Override
  public StoreFacts inspect() {
    return StoreFacts.NONE.writable(Files.isWritable(root));
  }

  @Override
  public Set<Ability> abilities() {
    return EnumSet.of(Ability.PUT_IF_ABSENT, Ability.CONDITIONAL, Ability.REPLACE_ATOMICALLY);
  }

  @Override
  public void createRoot() {
    try {
      Files.createDirectories(root);
    } catch (IOException e) {
      throw FileFailures.of("create " + root, e);
    }
  }

  @Override
  public Stream<ObjectEntry> list(ObjectPrefix prefix) {
    requireRoot();
    return listing.below(prefix);
  }

  @Override
  public Level listLevel(ObjectPrefix prefix) {
    requireRoot();
    return listing.level(prefix);
  }

  @Override
  public Optional<ObjectEntry> find(ObjectPath path) {
    requireRoot();
    return FileNames.resolve(root, path).flatMap(file -> writer.there(path, file));
  }

  @Override
  public InputStream read(ObjectPath path, ByteRange range, ObjectVersion version) {
    requireRoot();
    Path file =
        FileNames.resolve(root, path)
            .orElseThrow(() -> VersionChangedException.gone(path, version));
    requireVersion(path, file, version);
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw VersionChangedException.gone(path, version);
    } catch (IOException e) {
      throw FileFailures.of("read " + file, e);
    }
    try {
      // Looked at again, so that a file which was swapped before it was opened is noticed.
      ObjectEntry opened = requireVersion(path, file, version);
      if (range.end() > opened.sizeBytes()) {
        throw new StoreException(
            Effect.NONE_DO_NOT_RETRY,
            StoreProblem.OTHER,
            "%s has %d bytes; cannot read up to %d."
                .formatted(path, opened.sizeBytes(), range.end()));
      }
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return new PinnedFileStream(channel, file, path, range, version, key);
    } catch (RuntimeException | IOException e) {
      close(channel);
      if (e instanceof RuntimeException refused) {
        throw refused;
      }
      throw FileFailures.of("read " + file, (IOException) e);
    }
  }

  private ObjectEntry requireVersion(ObjectPath path, Path file, ObjectVersion version) {
    ObjectEntry there =
        writer.there(path, file).orElseThrow(() -> VersionChangedException.gone(path, version));
    if (!there.version().equals(version)) {
      throw VersionChangedException.changed(path, version);
    }
    return there;
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException ignored) {
      // The failure that made us close it is the one to tell.
    }
  }

  @Override
  public ObjectEntry write(
      ObjectPath path,
      InputStream content,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected) {
    requireRoot();
    return writer.write(path, FileNames.require(root, path), content, sizeBytes, expected);
  }

  @Override
  public void delete(ObjectPath path, ObjectVersion version) {
    requireRoot();
    Optional<Path> file = FileNames.resolve(root, path);
    if (file.isPresent()) {
      try {
        writer.delete(path, file.get(), version);
      } catch (PreconditionFailedException e) {
        throw e;
      } catch (IOException e) {
        throw FileFailures.of("delete " + file.get(), e);
      }
    }
  }

  @Override
  public void close() {}

  private void requireRoot() {
    if (!Files.isDirectory(root)) {
      throw FileFailures.rootMissing(uri.toString());
    }
  }

  @Override
  public String toString() {
    return "FileStore[" + uri + "]";
  }
}
