package io.twinlake.core.table;

import java.util.Optional;

/** The tables of a pair, for the checkpoint of a stream that writes to one of them. */
public interface StreamTables {

  /** What the settings call the table that the stream writes to. */
  String sinkName();

  /** The table that the stream writes to; empty if there is none. */
  Optional<StreamTable> sink();

  /** The table with that id, whichever dataset it is in. */
  Optional<StreamTable> withId(String id);

  /**
   * The target's name for a file of the source, by the data root that it lies in.
   *
   * @param uri its whole name as a program wrote it; scheme and endpoint stay as they are where
   *     both sites have such
   */
  Optional<String> atTarget(String uri);

  /** For tables, which ask nothing of the kind. */
  StreamTables NONE =
      new StreamTables() {
        @Override
        public String sinkName() {
          return "";
        }

        @Override
        public Optional<StreamTable> sink() {
          return Optional.empty();
        }

        @Override
        public Optional<StreamTable> withId(String id) {
          return Optional.empty();
        }

        @Override
        public Optional<String> atTarget(String uri) {
          return Optional.empty();
        }
      };
}
