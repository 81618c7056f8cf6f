package io.twinlake.storage.hadoop;

import io.twinlake.core.store.ObjectPath;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Looks single files up. With ABFS by listing the name: asked for the status of a path that is a
 * directory without a marker, it would write that marker, perhaps at a source.
 */
final class HadoopLook {
  private final FileSystem files;
  private final HadoopFailures failures;
  private final boolean byListing;

  HadoopLook(FileSystem files, HadoopFailures failures, boolean byListing) {
    this.files = files;
    this.failures = failures;
    this.byListing = byListing;
  }

  /** The file; empty if there is none of that name, also where a directory is. */
  Optional<FileStatus> file(ObjectPath path, Path file) {
    try {
      return byListing ? listed(file) : status(file);
    } catch (IOException | IllegalArgumentException e) {
      if (HadoopFailures.isMissing(e)) {
        return Optional.empty();
      }
      throw failures.of("look at " + path, e);
    }
  }

  private Optional<FileStatus> status(Path file) throws IOException {
    return Optional.of(files.getFileStatus(file)).filter(FileStatus::isFile);
  }

  private Optional<FileStatus> listed(Path file) throws IOException {
    FileStatus[] below = files.listStatus(file);
    if (below.length == 1 && isFile(below[0], file)) {
      return Optional.of(below[0]);
    }
    if (below.length == 0) {
      return Optional.empty();
    }
    // A flat account may hold a blob beside a directory of its name; only the level above shows it.
    for (FileStatus beside : files.listStatus(file.getParent())) {
      if (isFile(beside, file)) {
        return Optional.of(beside);
      }
    }
    return Optional.empty();
  }

  private static boolean isFile(FileStatus status, Path file) {
    return status.isFile() && status.getPath().toUri().getPath().equals(file.toUri().getPath());
  }
}
