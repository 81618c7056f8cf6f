package io.twinlake.core.table;

import java.util.OptionalLong;

/** A table as the streams that write to it, or read it, see it. */
public interface StreamTable {

  /** How people call it: dataset and path. */
  String name();

  /** Its identity, which streams keep in their offsets. */
  String id();

  /** Whether this run may bring it to a later version. */
  boolean moves();

  /** The version that the target has once the run has published; -1 for none. */
  long planned();

  /** The version that the target has now; -1 for none. */
  long published();

  /**
   * The newest batch of a stream that the table has at version {@link #planned}; empty if it has
   * none.
   *
   * @param stream identity of the query
   */
  OptionalLong batch(String stream);

  /**
   * Publishes no version in this run that has a batch of {@code stream} after {@code batch}, as its
   * checkpoint could not follow. What the target has by now stays.
   *
   * @param why why not, for people
   */
  void stopAt(String stream, long batch, String why);

  /** A table that stays as the last recovery point has it. */
  record Still(String name, String id, long planned) implements StreamTable {
    @Override
    public boolean moves() {
      return false;
    }

    @Override
    public long published() {
      return planned;
    }

    @Override
    public OptionalLong batch(String stream) {
      throw new IllegalStateException(name + " is no part of this run");
    }

    @Override
    public void stopAt(String stream, long batch, String why) {
      throw new IllegalStateException(name + " is no part of this run");
    }
  }
}
