package io.twinlake.storage.file;

import io.twinlake.core.Effect;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes and removes the files of a {@link FileStore}, which says what that promises. */
final class FileWriter {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int DIRECTORY_ATTEMPTS = 100;

  /** Shared by all stores of this JVM, since two of them may have one root. */
  private static final Lock[] LOCKS =
      IntStream.range(0, 64).mapToObj(i -> new ReentrantLock()).toArray(Lock[]::new);

  private final Path root;

  FileWriter(Path root) {
    this.root = root;
  }

  /** The object at {@code file}; empty if there is none. */
  Optional<ObjectEntry> there(ObjectPath path, Path file) {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        return Optional.empty();
      }
      if (!file.toRealPath().startsWith(root.toRealPath())) {
        throw FileListing.linkRefused(file);
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (FileSystemException e) {
      if ("Not a directory".equals(e.getReason())) {
        return Optional.empty();
      }
      throw FileFailures.of("look at " + file, e);
    } catch (IOException e) {
      throw FileFailures.of("look at " + file, e);
    }
    return Optional.of(FileListing.entry(path, attributes));
  }

  ObjectEntry write(
      ObjectPath path, Path file, InputStream content, long sizeBytes, Expected expected) {
    requireExpected(path, file, expected);
    Path temporary = FileNames.temporarySibling(file);
    try {
      try (FileChannel channel = open(path, file, temporary)) {
        copyExactly(path, content, sizeBytes, channel);
        channel.force(true);
      }
      if (expected.version().isEmpty()) {
        link(path, temporary, file);
      } else {
        replace(path, temporary, file, expected);
      }
      return there(path, file).orElseThrow(() -> new PreconditionFailedException(path, expected));
    } catch (IOException e) {
      throw FileFailures.of("write " + file, e);
    } finally {
      deleteQuietly(temporary);
    }
  }

  /** Creates the temporary file; a delete may take the directory away meanwhile, then again. */
  private FileChannel open(ObjectPath path, Path file, Path temporary) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        Files.createDirectories(file.getParent());
        if (!file.getParent().toRealPath().startsWith(root.toRealPath())) {
          throw FileListing.linkRefused(file.getParent());
        }
        return FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      } catch (FileAlreadyExistsException e) {
        throw nameTaken(path, "a part of its directory is an object");
      } catch (NoSuchFileException e) {
        if (attempt == DIRECTORY_ATTEMPTS) {
          throw e;
        }
      } catch (FileSystemException e) {
        if ("Not a directory".equals(e.getReason())) {
          throw nameTaken(path, "a part of its directory is an object");
        }
        throw e;
      }
    }
  }

  private static StoreException nameTaken(ObjectPath path, String why) {
    return new StoreException(
        Effect.NONE_DO_NOT_RETRY,
        StoreProblem.UNSUPPORTED_NAME,
        ("Cannot write %s: %s, and a directory cannot hold an object and a directory of one name. Nothing was"
                + " written. Exclude one of them, or use a store that can.")
            .formatted(path, why));
  }

  private static void copyExactly(
      ObjectPath path, InputStream content, long sizeBytes, FileChannel channel)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long copied = 0;
    int got;
    while ((got = content.read(buffer)) >= 0 && copied <= sizeBytes) {
      ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, got);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      copied += got;
    }
    if (copied != sizeBytes) {
      throw new StoreException(
          Effect.NONE_MAY_RETRY,
          StoreProblem.CORRUPTED,
          "%s was to have %d bytes, but %s%d arrived. Nothing was written."
              .formatted(path, sizeBytes, copied > sizeBytes ? "at least " : "", copied));
    }
  }

  private void link(ObjectPath path, Path temporary, Path file) throws IOException {
    try {
      Files.createLink(file, temporary);
    } catch (FileAlreadyExistsException e) {
      if (Files.isDirectory(file)) {
        removeEmpty(file);
        if (Files.isDirectory(file)) {
          throw nameTaken(path, "a directory of that name holds objects");
        }
        Files.createLink(file, temporary);
        return;
      }
      throw new PreconditionFailedException(path, Expected.absent());
    } catch (UnsupportedOperationException e) {
      throw new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.OTHER,
          ("Cannot write %s: the file system of %s has no hard links, and without them two writers could both win."
                  + " Use another file system.")
              .formatted(path, root));
    }
  }

  private void replace(ObjectPath path, Path temporary, Path file, Expected expected)
      throws IOException {
    Lock lock = lock(file);
    lock.lock();
    try {
      requireExpected(path, file, expected);
      makeDiffer(path, temporary, expected.version().orElseThrow());
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      lock.unlock();
    }
  }

  /** Two writes within a millisecond would share a version. */
  private static void makeDiffer(ObjectPath path, Path temporary, ObjectVersion old)
      throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(temporary, BasicFileAttributes.class);
    ObjectEntry made = FileListing.entry(path, attributes);
    if (made.version().equals(old)) {
      Instant later = made.modifiedAt().plusMillis(1);
      Files.setLastModifiedTime(temporary, FileTime.from(later));
    }
  }

  void delete(ObjectPath path, Path file, ObjectVersion version) throws IOException {
    Lock lock = lock(file);
    lock.lock();
    try {
      Optional<ObjectEntry> there = there(path, file);
      if (there.isEmpty()) {
        return;
      }
      if (!there.get().version().equals(version)) {
        throw new PreconditionFailedException(path, Expected.version(version));
      }
      Files.deleteIfExists(file);
    } finally {
      lock.unlock();
    }
    removeEmptyParents(file.getParent());
  }

  private void removeEmptyParents(Path directory) {
    Path each = directory;
    while (each != null && !each.equals(root) && each.startsWith(root)) {
      try {
        Files.delete(each);
      } catch (IOException stillUsed) {
        return;
      }
      each = each.getParent();
    }
  }

  /** Removes a tree of empty directories; one that holds anything stays, with those above it. */
  private static void removeEmpty(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      for (Path child : children.filter(Files::isDirectory).toList()) {
        removeEmpty(child);
      }
    }
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException stillUsed) {
      return;
    }
  }

  private void requireExpected(ObjectPath path, Path file, Expected expected) {
    Optional<ObjectVersion> now = there(path, file).map(ObjectEntry::version);
    if (!now.equals(expected.version())) {
      throw new PreconditionFailedException(path, expected);
    }
  }

  private static Lock lock(Path file) {
    return LOCKS[Math.floorMod(file.hashCode(), LOCKS.length)];
  }

  private static void deleteQuietly(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException ignored) {
      // It is not listed; a leftover costs space only.
    }
  }
}
