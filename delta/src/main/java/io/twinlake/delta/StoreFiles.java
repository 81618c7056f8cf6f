package io.twinlake.delta;

import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.defaults.engine.fileio.SeekableInputStream;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * One object of a store, shown to Delta Kernel as its only file. Exactly the version that the entry
 * names is read; nothing can be written.
 */
final class StoreFiles implements FileIO {
  /** What Kernel calls the file. */
  static final String NAME = "checkpoint";

  private static final int LEAST_READ = 1 << 20;

  private final ObjectReader store;
  private final ObjectEntry file;

  StoreFiles(ObjectReader store, ObjectEntry file) {
    this.store = store;
    this.file = file;
  }

  @Override
  public InputFile newInputFile(String path, long size) {
    return new InputFile() {
      @Override
      public long length() {
        return file.sizeBytes();
      }

      @Override
      public String path() {
        return file.path().value();
      }

      @Override
      public SeekableInputStream newStream() {
        return new Pieces();
      }
    };
  }

  /** Reads ahead in pieces, so that a footer or a column costs one request and not many. */
  private final class Pieces extends SeekableInputStream {
    private byte[] piece = new byte[0];
    private long pieceStart;
    private long position;

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void seek(long to) {
      position = to;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (position >= file.sizeBytes()) {
        return -1;
      }
      if (position < pieceStart || position >= pieceStart + piece.length) {
        long wanted = Math.min(file.sizeBytes() - position, Math.max(length, LEAST_READ));
        try (InputStream in =
            store.read(file.path(), new ByteRange(position, wanted), file.version())) {
          piece = in.readNBytes((int) wanted);
        }
        pieceStart = position;
      }
      int at = (int) (position - pieceStart);
      int count = Math.min(length, piece.length - at);
      System.arraycopy(piece, at, into, offset, count);
      position += count;
      return count;
    }

    @Override
    public void readFully(byte[] into, int offset, int length) throws IOException {
      if (readNBytes(into, offset, length) < length) {
        throw new EOFException(file.path() + " ends before byte " + (position + 1));
      }
    }
  }

  @Override
  public FileStatus getFileStatus(String path) {
    return FileStatus.of(NAME, file.sizeBytes(), file.modifiedAt().toEpochMilli());
  }

  @Override
  public String resolvePath(String path) {
    return path;
  }

  @Override
  public Optional<String> getConf(String name) {
    return Optional.empty();
  }

  @Override
  public CloseableIterator<FileStatus> listFrom(String path) {
    throw readOnly();
  }

  @Override
  public boolean mkdirs(String path) {
    throw readOnly();
  }

  @Override
  public OutputFile newOutputFile(String path) {
    throw readOnly();
  }

  @Override
  public boolean delete(String path) {
    throw readOnly();
  }

  @Override
  public void copyFileAtomically(String from, String to, boolean overwrite) {
    throw readOnly();
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("Only one file is read here");
  }
}
