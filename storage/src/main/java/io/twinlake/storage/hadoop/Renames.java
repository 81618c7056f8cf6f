package io.twinlake.storage.hadoop;

import java.io.IOException;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/** How a written file gets its name, on each kind of file system. */
interface Renames {

  /** Gives {@code temporary} the name {@code file}, which nothing has. */
  void toNew(Path temporary, Path file) throws IOException;

  /** Gives {@code temporary} the name {@code file}, which another file has. */
  void over(Path temporary, Path file) throws IOException;

  /** Whether a file keeps its version under its new name. */
  default boolean keepVersions() {
    return true;
  }

  /** Whether a rename happens as a whole or not at all. */
  default boolean areOneStep() {
    return true;
  }

  static Renames of(FileSystemKind kind, FileSystem files) {
    return switch (kind) {
      case HDFS -> new OnHdfs((DistributedFileSystem) files);
      case LOCAL -> new OnLocalDisk(files);
      default -> new OnAbfs(files);
    };
  }

  /** The name node decides both in one step. */
  record OnHdfs(DistributedFileSystem files) implements Renames {
    @Override
    @SuppressWarnings("deprecation") // No other method of a file system is strict and atomic.
    public void toNew(Path temporary, Path file) throws IOException {
      try {
        files.rename(temporary, file, Options.Rename.NONE);
      } catch (FileAlreadyExistsException e) {
        throw e;
      } catch (IOException e) {
        if (files.isDirectory(file)) {
          // The name node says so in words only.
          throw new FileAlreadyExistsException(file.toString());
        }
        throw e;
      }
    }

    @Override
    @SuppressWarnings("deprecation")
    public void over(Path temporary, Path file) throws IOException {
      files.rename(temporary, file, Options.Rename.OVERWRITE);
    }
  }

  /** The operating system replaces; that nothing is there was looked at just before. */
  record OnLocalDisk(FileSystem files) implements Renames {
    @Override
    public void toNew(Path temporary, Path file) throws IOException {
      if (files.exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
      over(temporary, file);
    }

    @Override
    public void over(Path temporary, Path file) throws IOException {
      if (!files.rename(temporary, file)) {
        throw new IOException("rename to " + file + " was refused");
      }
    }
  }

  /** A new name is put only if absent; what has the name must be deleted before. */
  record OnAbfs(FileSystem files) implements Renames {
    @Override
    public void toNew(Path temporary, Path file) throws IOException {
      if (files.exists(file)) {
        // A directory there would take the file in.
        throw new FileAlreadyExistsException(file.toString());
      }
      boolean renamed = files.rename(temporary, file);
      boolean takenIn = renamed && files.delete(new Path(file, temporary.getName()), false);
      if (takenIn || (!renamed && files.exists(file))) {
        throw new FileAlreadyExistsException(file.toString());
      }
      if (!renamed) {
        throw new IOException("rename to " + file + " was refused");
      }
    }

    @Override
    public void over(Path temporary, Path file) throws IOException {
      files.delete(file, false);
      toNew(temporary, file);
    }

    @Override
    public boolean keepVersions() {
      return false;
    }

    @Override
    public boolean areOneStep() {
      return false;
    }
  }
}
