package io.twinlake.storage.hadoop;

import io.twinlake.core.Effect;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.OutcomeUnknownException;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/** Makes and removes the files of a {@link HadoopStore}, which says what that promises. */
final class HadoopWriter {
  private static final int BUFFER_BYTES = 1 << 16;

  /** Shared by all stores of this JVM, since two of them may have one root. */
  private static final Lock[] LOCKS =
      IntStream.range(0, 64).mapToObj(i -> new ReentrantLock()).toArray(Lock[]::new);

  private final FileSystem files;
  private final HadoopLook look;
  private final HadoopFailures failures;
  private final Renames renames;

  HadoopWriter(FileSystem files, HadoopLook look, HadoopFailures failures, Renames renames) {
    this.files = files;
    this.look = look;
    this.failures = failures;
    this.renames = renames;
  }

  ObjectEntry write(
      ObjectPath path, Path file, InputStream content, long sizeBytes, Expected expected) {
    requireExpected(path, file, expected);
    Path temporary = HadoopNames.temporarySibling(file);
    boolean mayRemain = false;
    try {
      FileStatus made = make(path, temporary, content, sizeBytes);
      Lock lock = lock(file);
      lock.lock();
      try {
        requireExpected(path, file, expected);
        return expected.version().isPresent()
            ? replace(path, temporary, file, made, expected)
            : appear(path, temporary, file, made);
      } finally {
        lock.unlock();
      }
    } catch (OutcomeUnknownException e) {
      mayRemain = true;
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw failures.of("write " + path, e);
    } finally {
      if (!mayRemain) {
        deleteQuietly(temporary);
      }
    }
  }

  private FileStatus make(ObjectPath path, Path temporary, InputStream content, long sizeBytes)
      throws IOException {
    try (FSDataOutputStream out = files.create(temporary, false)) {
      copyExactly(path, content, sizeBytes, out);
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    } catch (IOException e) {
      if (HadoopFailures.unwrapped(e) instanceof ParentNotDirectoryException
          || HadoopFailures.unwrapped(e) instanceof FileAlreadyExistsException) {
        throw nameTaken(path, "a part of its directory is an object");
      }
      throw e;
    }
    FileStatus made = files.getFileStatus(temporary);
    if (made.getLen() != sizeBytes) {
      throw new StoreException(
          Effect.NONE_MAY_RETRY,
          StoreProblem.CORRUPTED,
          "%s was written with %d bytes, but the file system keeps %d. Nothing was changed."
              .formatted(path, sizeBytes, made.getLen()));
    }
    return made;
  }

  private static StoreException nameTaken(ObjectPath path, String why) {
    return new StoreException(
        Effect.NONE_DO_NOT_RETRY,
        StoreProblem.UNSUPPORTED_NAME,
        ("Cannot write %s: %s, and a file system cannot hold an object and a directory of one name. Nothing was"
                + " written. Exclude one of them, or use a store that can.")
            .formatted(path, why));
  }

  private static void copyExactly(
      ObjectPath path, InputStream content, long sizeBytes, FSDataOutputStream out)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long copied = 0;
    int got;
    while ((got = content.read(buffer)) >= 0 && copied <= sizeBytes) {
      out.write(buffer, 0, got);
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

  /** Lets the temporary file appear where nothing is. */
  private ObjectEntry appear(ObjectPath path, Path temporary, Path file, FileStatus made)
      throws IOException {
    for (boolean again = false; ; again = true) {
      try {
        renames.toNew(temporary, file);
        return settled(path, file, made);
      } catch (FileAlreadyExistsException e) {
        if (look.file(path, file).isPresent()) {
          throw new PreconditionFailedException(path, Expected.absent());
        }
        if (again || !removeEmpty(file)) {
          throw nameTaken(path, "a directory of that name holds objects");
        }
      } catch (IOException e) {
        return unanswered(path, temporary, file, made, e);
      }
    }
  }

  private ObjectEntry replace(
      ObjectPath path, Path temporary, Path file, FileStatus made, Expected expected)
      throws IOException {
    FileStatus differing = differing(temporary, made, expected.version().orElseThrow());
    try {
      renames.over(temporary, file);
      return settled(path, file, differing);
    } catch (IOException e) {
      return unanswered(path, temporary, file, differing, e);
    }
  }

  /** Two writes within a millisecond would share a weak version. */
  private FileStatus differing(Path temporary, FileStatus made, ObjectVersion old)
      throws IOException {
    if (!HadoopEntries.version(made).equals(old)) {
      return made;
    }
    files.setTimes(temporary, made.getModificationTime() + 1, -1);
    return files.getFileStatus(temporary);
  }

  /**
   * A rename keeps the time, so the version is that of the temporary file, unless it is an ETag.
   */
  private ObjectEntry settled(ObjectPath path, Path file, FileStatus made) {
    if (renames.keepVersions()) {
      return HadoopEntries.entry(path, made);
    }
    return look.file(path, file)
        .filter(there -> there.getLen() == made.getLen())
        .map(there -> HadoopEntries.entry(path, there))
        .orElseThrow(
            () ->
                new OutcomeUnknownException(
                    path, "the write", new IOException("another file is there already")));
  }

  /**
   * A rename failed and may have happened all the same. Where it is one step, the temporary file
   * tells: if it can be removed, the rename never happens any more; if it is gone, it has happened.
   */
  private ObjectEntry unanswered(
      ObjectPath path, Path temporary, Path file, FileStatus made, IOException failure)
      throws IOException {
    if (!renames.areOneStep()) {
      throw new OutcomeUnknownException(path, "the write", HadoopFailures.clean(failure));
    }
    boolean removed;
    Optional<FileStatus> there;
    try {
      removed = files.delete(temporary, false);
      there = look.file(path, file);
    } catch (IOException | StoreException e) {
      failure.addSuppressed(e);
      throw new OutcomeUnknownException(path, "the write", HadoopFailures.clean(failure));
    }
    if (removed) {
      throw failure;
    }
    return there
        .filter(t -> HadoopEntries.version(t).equals(HadoopEntries.version(made)))
        .map(t -> HadoopEntries.entry(path, t))
        .orElseThrow(
            () -> new OutcomeUnknownException(path, "the write", HadoopFailures.clean(failure)));
  }

  void delete(ObjectPath path, Path file, ObjectVersion version) {
    Lock lock = lock(file);
    lock.lock();
    try {
      Optional<FileStatus> there = look.file(path, file);
      if (there.isEmpty()) {
        return;
      }
      if (!HadoopEntries.version(there.get()).equals(version)) {
        throw new PreconditionFailedException(path, Expected.version(version));
      }
      files.delete(file, false);
    } catch (IOException e) {
      if (!HadoopFailures.isMissing(e)) {
        throw failures.of("delete " + path, e);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Removes a tree of empty directories; false if it holds anything, which stays. */
  private boolean removeEmpty(Path directory) throws IOException {
    for (FileStatus child : files.listStatus(directory)) {
      if (!child.isDirectory() || !removeEmpty(child.getPath())) {
        return false;
      }
    }
    try {
      return files.delete(directory, false);
    } catch (IOException stillUsed) {
      return false;
    }
  }

  private void requireExpected(ObjectPath path, Path file, Expected expected) {
    Optional<ObjectVersion> now = look.file(path, file).map(HadoopEntries::version);
    if (!now.equals(expected.version())) {
      throw new PreconditionFailedException(path, expected);
    }
  }

  private static Lock lock(Path file) {
    return LOCKS[Math.floorMod(file.hashCode(), LOCKS.length)];
  }

  private void deleteQuietly(Path temporary) {
    try {
      files.delete(temporary, false);
    } catch (IOException | IllegalArgumentException ignored) {
      // It is not listed; a leftover costs space only.
    }
  }
}
