package io.twinlake.core.table;

import java.util.List;

/**
 * Brings files of a table to the target. Each is whole or not there; what was done is in the ledger
 * once the run commits.
 */
public interface TableTransfer {

  /** How one file ended. */
  enum Result {
    /** It is at the target: copied now, or the same was there. */
    DONE,
    /** It is not at the source any more. */
    GONE,
    /** The source holds another version of it than was planned. */
    CHANGED,
    /** The target holds something else under that name, which was kept. */
    CONFLICT,
    /** A store refused, or the run may not write any more; the message says which. */
    FAILED
  }

  /**
   * What became of one file.
   *
   * @param message what, why and what next; empty for {@link Result#DONE}
   */
  record Outcome(TableFile file, Result result, String message) {
    public boolean isDone() {
      return result == Result.DONE;
    }
  }

  /**
   * Copies files in any order, many at a time. Nothing that is at the target is replaced: the same
   * content is taken as the copy, anything else is a {@link Result#CONFLICT}.
   *
   * @param listed how many objects a listing of their directories at the target would show, about;
   *     decides how their arrival is seen
   */
  List<Outcome> copy(List<TableFile> files, long listed);

  /**
   * The same one after the other. Stops behind the first that is not done, so that the result may
   * be shorter than {@code files}.
   */
  List<Outcome> copyInOrder(List<TableFile> files);

  /**
   * Puts {@code content} where {@code file} belongs, for files that name other files by their whole
   * names and would mean the source's. Nothing that is at the target is replaced: the same content
   * is taken as written, anything else is a {@link Result#CONFLICT}.
   */
  Outcome write(TableFile file, byte[] content);

  /**
   * Copies a file over what the target holds, whose bytes go to history first. Only what this pair
   * wrote is replaced. At most one file of a table, always the same, is replaced.
   */
  Outcome replace(TableFile file);
}
