package io.twinlake.jobs.cli;

import io.twinlake.validation.ValidationListener;

/** Shows how far a validation is. */
final class ValidateProgress implements ValidationListener {
  private final Progress progress;

  ValidateProgress(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void step(String text) {
    progress.step(text);
  }

  @Override
  public void hashed(long bytes) {
    progress.done(1, bytes);
  }

  @Override
  public void counted(long objects, long bytes) {
    progress.done(objects, bytes);
  }
}
