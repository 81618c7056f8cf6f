package io.twinlake.metastore.hive;

import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.metastore.model.MetastoreException.Problem;
import java.util.regex.Pattern;
import org.apache.hadoop.hive.metastore.api.AlreadyExistsException;
import org.apache.hadoop.hive.metastore.api.MetaException;
import org.apache.hadoop.hive.metastore.api.NoSuchObjectException;
import org.apache.hadoop.hive.metastore.api.UnknownDBException;
import org.apache.hadoop.hive.metastore.api.UnknownTableException;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.protocol.TProtocolException;
import org.apache.thrift.transport.TTransportException;

/** What Hive and Thrift throw, said in our words. */
final class Failing {
  private static final Pattern GONE = Pattern.compile("table not found$");

  private Failing() {}

  /**
   * @param what was asked, for people
   */
  static MetastoreException of(String site, String what, Exception e) {
    if (e instanceof MetastoreException ours) {
      return ours;
    }
    Problem problem = problem(e);
    String next =
        switch (problem) {
          case BROKEN ->
              "The connection broke or the answer took too long (metastore.timeout); nobody knows whether it was done. Run again.";
          case UNSUPPORTED -> "This server does not know the call.";
          default -> "Nothing was done by this call.";
        };
    return new MetastoreException(
        problem,
        "The metastore of %s: %s failed: %s. %s".formatted(site, what, message(e), next),
        e);
  }

  private static String message(Exception e) {
    String message = e.getMessage();
    if (message == null || message.isBlank()) {
      return e.getClass().getSimpleName();
    }
    String first = message.lines().findFirst().orElse("").strip();
    return first.length() > 500 ? first.substring(0, 500) + "..." : first;
  }

  private static Problem problem(Exception e) {
    if (e instanceof TTransportException || e instanceof TProtocolException) {
      return Problem.BROKEN;
    }
    if (e instanceof NoSuchObjectException
        || e instanceof UnknownDBException
        || e instanceof UnknownTableException) {
      return Problem.NOT_FOUND;
    }
    if (e instanceof MetaException && GONE.matcher(message(e)).find()) {
      // Some calls of servers of version 3 say it so.
      return Problem.NOT_FOUND;
    }
    if (e instanceof AlreadyExistsException) {
      return Problem.ALREADY_EXISTS;
    }
    if (e instanceof TApplicationException application) {
      return application.getType() == TApplicationException.UNKNOWN_METHOD
          ? Problem.UNSUPPORTED
          : Problem.REFUSED;
    }
    return Problem.REFUSED;
  }
}
