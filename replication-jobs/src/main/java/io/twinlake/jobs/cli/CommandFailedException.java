package io.twinlake.jobs.cli;

import java.util.Arrays;

/** Tells a platform that runs {@code main} in its own JVM that the command did not end clean. */
public final class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  CommandFailedException(int code) {
    super(
        "Twinlake ended with exit code " + code + ": " + meaning(code) + ". Its output says more.");
    this.code = code;
  }

  /** The exit code that the process would have had. */
  public int code() {
    return code;
  }

  private static String meaning(int code) {
    return Arrays.stream(ExitCode.values())
        .filter(c -> c.code() == code)
        .findFirst()
        .orElse(ExitCode.FAILED)
        .meaning();
  }
}
