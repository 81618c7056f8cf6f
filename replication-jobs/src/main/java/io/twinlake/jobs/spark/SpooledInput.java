package io.twinlake.jobs.spark;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A Parquet file on the local disk, read without Hadoop's file systems. */
final class SpooledInput implements InputFile {
  private final Path file;

  SpooledInput(Path file) {
    this.file = file;
  }

  @Override
  public long getLength() throws IOException {
    return Files.size(file);
  }

  @Override
  public SeekableInputStream newStream() throws IOException {
    return new Seeking(Files.newByteChannel(file));
  }

  private static final class Seeking extends DelegatingSeekableInputStream {
    private final SeekableByteChannel channel;

    Seeking(SeekableByteChannel channel) {
      super(Channels.newInputStream(channel));
      this.channel = channel;
    }

    @Override
    public long getPos() throws IOException {
      return channel.position();
    }

    @Override
    public void seek(long position) throws IOException {
      channel.position(position);
    }
  }
}
