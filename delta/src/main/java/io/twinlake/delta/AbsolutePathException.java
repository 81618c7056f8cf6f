package io.twinlake.delta;

/** A log names a file by its whole place, which is another one at the target. */
final class AbsolutePathException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AbsolutePathException(String path) {
    super(FilePath.shown(path));
  }
}
