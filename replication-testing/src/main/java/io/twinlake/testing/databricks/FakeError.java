package io.twinlake.testing.databricks;

/** An error that a workspace answers with. */
final class FakeError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  FakeError(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  static FakeError missing(String what) {
    return new FakeError(404, "RESOURCE_DOES_NOT_EXIST", what + " does not exist.");
  }

  /** Some interfaces say so with 400. */
  static FakeError invalid(String message) {
    return new FakeError(400, "INVALID_PARAMETER_VALUE", message);
  }

  static FakeError exists(String what) {
    return new FakeError(400, "RESOURCE_ALREADY_EXISTS", what + " already exists.");
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }
}
