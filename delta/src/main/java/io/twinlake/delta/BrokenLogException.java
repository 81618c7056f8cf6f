package io.twinlake.delta;

/** A log says what no log says. The message is part of a sentence, without a full stop. */
final class BrokenLogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokenLogException(String message) {
    super(message);
  }
}
