package io.twinlake.core.run;

import io.twinlake.core.table.TableFile;
import io.twinlake.core.table.TableTransfer;
import io.twinlake.core.transfer.Transferred;
import java.util.Optional;

/**
 * How one file of a table ended, before anybody saw what a service copied by itself.
 *
 * @param message what, why and what next; empty for what is done
 * @param stopped whether the role did not allow to try it
 * @param done what is at the target now
 * @param kept where the bytes are that it replaced
 */
public record FileResult(
    TableFile file,
    TableTransfer.Result result,
    String message,
    boolean stopped,
    Optional<Transferred> done,
    Optional<String> kept) {

  public static FileResult done(TableFile file, Transferred done) {
    return new FileResult(
        file, TableTransfer.Result.DONE, "", false, Optional.of(done), Optional.empty());
  }

  public static FileResult failed(TableFile file, TableTransfer.Result result, String message) {
    return new FileResult(file, result, message, false, Optional.empty(), Optional.empty());
  }

  public static FileResult stopped(TableFile file, String message) {
    return new FileResult(
        file, TableTransfer.Result.FAILED, message, true, Optional.empty(), Optional.empty());
  }

  FileResult keeping(String where) {
    return new FileResult(file, result, message, stopped, done, Optional.of(where));
  }

  boolean isDone() {
    return result == TableTransfer.Result.DONE;
  }

  /** Whether the bytes never passed through us, so that the copy is still to be seen. */
  boolean insideService() {
    return done.filter(d -> d.route().isInsideService() && !d.adopted()).isPresent();
  }

  TableTransfer.Outcome outcome() {
    return new TableTransfer.Outcome(file, result, message);
  }
}
