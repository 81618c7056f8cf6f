package io.twinlake.benchmarks;

/**
 * What the lake looks like: many small files in directories, and some large ones.
 *
 * @param files how many small files
 * @param directories how many directories they lie in
 * @param fileBytes length of a small file
 * @param largeFiles how many large files
 * @param largeBytes length of a large file
 */
record Shape(int files, int directories, int fileBytes, int largeFiles, int largeBytes) {
  Shape {
    if (files < 0 || directories < 1 || fileBytes < 0 || largeFiles < 0 || largeBytes < 0) {
      throw new IllegalArgumentException("Not a lake: " + files + " files of " + fileBytes + " B");
    }
  }

  long bytes() {
    return (long) files * fileBytes + (long) largeFiles * largeBytes;
  }

  @Override
  public String toString() {
    return "%,d files of %s in %d directories and %d of %s"
        .formatted(files, size(fileBytes), directories, largeFiles, size(largeBytes));
  }

  private static String size(long bytes) {
    return bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
  }
}
