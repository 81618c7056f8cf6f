package io.twinlake.jobs.catalog;

import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.metastore.model.MetastoreException.Problem;

/** What Spark's catalog throws, said in our words. Its classes differ between versions: by name. */
final class SparkFailing {
  private SparkFailing() {}

  static MetastoreException of(String site, String what, Throwable e) {
    Problem problem = problem(e);
    return new MetastoreException(
        problem,
        "The metastore of %s, through Spark: %s failed: %s. %s"
            .formatted(
                site,
                what,
                message(e),
                problem == Problem.BROKEN
                    ? "Nobody knows whether it was done. Run again."
                    : "Nothing was done by this call."),
        e);
  }

  static String message(Throwable e) {
    String message = String.valueOf(e.getMessage());
    String first = message.lines().findFirst().orElse("").strip();
    return first.isEmpty()
        ? e.getClass().getSimpleName()
        : first.substring(0, Math.min(500, first.length()));
  }

  private static Problem problem(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      String name = cause.getClass().getSimpleName();
      if (name.equals("TTransportException") || name.equals("TProtocolException")) {
        return Problem.BROKEN;
      } else if (name.matches("NoSuch.*Exception|Unknown(DB|Table)Exception")
          && !name.equals("NoSuchMethodException")) {
        return Problem.NOT_FOUND;
      } else if (name.matches(".*AlreadyExist.*Exception")) {
        return Problem.ALREADY_EXISTS;
      }
    }
    return Problem.REFUSED;
  }
}
