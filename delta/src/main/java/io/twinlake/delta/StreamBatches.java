package io.twinlake.delta;

import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Which batch of a stream a version of a table has, by its {@code txn} actions. */
final class StreamBatches {
  private StreamBatches() {}

  /**
   * The newest batch of {@code stream} at {@code version}; empty if there is none. Reads backwards
   * from that version, as a stream that runs is found soon, to the newest whole checkpoint.
   *
   * @throws BrokenLogException if the log has a gap before anything was found
   */
  static OptionalLong newest(ObjectReader store, ObjectPrefix root, long version, String stream) {
    SourceLog log = SourceLog.whole(store, root);
    List<SourceLog.Checkpoint> checkpoints =
        log.checkpoints().stream().filter(c -> c.version() <= version).toList();
    CheckpointReader reader = new CheckpointReader(store);
    int next = 0;
    for (long at = version; at >= 0; at--) {
      while (next < checkpoints.size() && checkpoints.get(next).version() == at) {
        try {
          if (checkpoints.get(next).files().stream().allMatch(reader::isWhole)) {
            return reader.batch(checkpoints.get(next).files(), stream);
          }
        } catch (BrokenLogException e) {
          // Another checkpoint, or the commits before it, say the same.
        }
        next++;
      }
      Optional<ObjectEntry> commit = log.commit(at);
      if (commit.isEmpty()) {
        throw new BrokenLogException("version %d is missing in its log".formatted(at));
      }
      Long batch = transactions(store, commit.get()).get(stream);
      if (batch != null) {
        return OptionalLong.of(batch);
      }
    }
    return OptionalLong.empty();
  }

  /**
   * The last of {@code steps} before the first that has a batch of {@code stream} after {@code
   * batch}; one less than the first of them if that is the first.
   *
   * @param steps of one table, ascending, not empty
   */
  static long lastBefore(
      ObjectReader store, List<VersionRange.Step> steps, String stream, long batch) {
    long last = steps.get(steps.size() - 1).version();
    for (int i = steps.size() - 1; i >= 0; i--) {
      Long has = transactions(store, steps.get(i).entry()).get(stream);
      if (has != null && has <= batch) {
        return last;
      }
      if (has != null) {
        last = steps.get(i).version() - 1;
      }
    }
    return last;
  }

  private static Map<String, Long> transactions(ObjectReader store, ObjectEntry commit) {
    try (InputStream in =
        store.read(commit.path(), ByteRange.whole(commit.sizeBytes()), commit.version())) {
      return CommitParser.readTransactions(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
