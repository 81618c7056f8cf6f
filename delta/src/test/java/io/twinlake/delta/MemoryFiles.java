package io.twinlake.delta;

import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.defaults.engine.fileio.PositionOutputStream;
import io.delta.kernel.defaults.engine.fileio.SeekableInputStream;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A store in memory as Delta Kernel's file system. */
final class MemoryFiles implements FileIO {
  static final String SCHEME = "memory:/";

  private final MemoryStore store;

  MemoryFiles(MemoryStore store) {
    this.store = store;
  }

  static String path(String kernelPath) {
    return kernelPath.replaceFirst("^memory:/+", "");
  }

  private static FileStatus status(ObjectEntry entry) {
    return FileStatus.of(
        SCHEME + entry.path(), entry.sizeBytes(), entry.modifiedAt().toEpochMilli());
  }

  @Override
  public CloseableIterator<FileStatus> listFrom(String from) throws IOException {
    ObjectPath first = ObjectPath.of(path(from));
    List<FileStatus> found =
        store.listLevel(first.directory()).objects().stream()
            .filter(e -> e.path().compareTo(first) >= 0)
            .map(MemoryFiles::status)
            .toList();
    if (found.isEmpty() && store.list(first.directory()).findAny().isEmpty()) {
      throw new FileNotFoundException(from);
    }
    return Utils.toCloseableIterator(found.iterator());
  }

  @Override
  public FileStatus getFileStatus(String path) throws IOException {
    return status(find(path));
  }

  private ObjectEntry find(String path) throws IOException {
    return store.find(ObjectPath.of(path(path))).orElseThrow(() -> new FileNotFoundException(path));
  }

  @Override
  public String resolvePath(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  @Override
  public boolean mkdirs(String path) {
    return true;
  }

  @Override
  public InputFile newInputFile(String path, long size) {
    return new InputFile() {
      @Override
      public long length() throws IOException {
        return find(path).sizeBytes();
      }

      @Override
      public String path() {
        return path;
      }

      @Override
      public SeekableInputStream newStream() throws IOException {
        return new StoreFiles(store, find(path)).newInputFile(path, size).newStream();
      }
    };
  }

  @Override
  public OutputFile newOutputFile(String path) {
    return new OutputFile() {
      @Override
      public String path() {
        return path;
      }

      @Override
      public PositionOutputStream create(boolean putIfAbsent) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return new PositionOutputStream() {
          @Override
          public long getPos() {
            return bytes.size();
          }

          @Override
          public void write(int b) {
            bytes.write(b);
          }

          @Override
          public void close() {
            TestTable.put(store, MemoryFiles.path(path), bytes.toByteArray());
          }
        };
      }

      @Override
      public void writeAtomically(CloseableIterator<String> lines, boolean overwrite) {
        StringBuilder text = new StringBuilder();
        while (lines.hasNext()) {
          text.append(lines.next()).append('\n');
        }
        TestTable.put(
            store, MemoryFiles.path(path), text.toString().getBytes(StandardCharsets.UTF_8));
      }
    };
  }

  @Override
  public boolean delete(String path) throws IOException {
    ObjectEntry entry = find(path);
    store.delete(entry.path(), entry.version());
    return true;
  }

  @Override
  public Optional<String> getConf(String name) {
    return Optional.empty();
  }

  @Override
  public void copyFileAtomically(String from, String to, boolean overwrite) {
    throw new UnsupportedOperationException();
  }
}
