package io.twinlake.core.stream;

import io.twinlake.core.table.PlannedTable;
import io.twinlake.core.table.TableJob;
import io.twinlake.core.table.TableRecord;
import io.twinlake.core.table.TableStatus;
import io.twinlake.core.table.TableTransfer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What both directories of a stream, checkpoint and output, keep on their way through a run. */
abstract class PlannedDirectory implements PlannedTable {
  final TableJob job;
  private final String orElse;
  private TableStatus status = TableStatus.REPLICATED;
  private Optional<String> reason = Optional.empty();
  private long files;
  private long bytes;

  /**
   * @param orElse what has happened where the target has another file, if no query ran there
   */
  PlannedDirectory(TableJob job, String orElse) {
    this.job = job;
    this.orElse = orElse;
  }

  final TableStatus status() {
    return status;
  }

  final Optional<String> reason() {
    return reason;
  }

  /** How many files this run brought. */
  final long files() {
    return files;
  }

  final long bytes() {
    return bytes;
  }

  /** The last batch that the target had before this run; -1 for none. */
  final long last() {
    return job.last().map(TableRecord::version).orElse(-1L);
  }

  final void fail(TableStatus as, String why) {
    status = as;
    reason = Optional.of(why);
  }

  /** As if nothing had been looked at yet. */
  final void failNoMore() {
    status = TableStatus.REPLICATED;
    reason = Optional.empty();
  }

  /** Counts what came; the first file that did not come fails this one. */
  final boolean done(List<TableTransfer.Outcome> outcomes) {
    for (TableTransfer.Outcome outcome : outcomes) {
      if (outcome.isDone()) {
        files++;
        bytes += outcome.file().source().sizeBytes();
      } else if (outcome.result() == TableTransfer.Result.CONFLICT) {
        fail(
            TableStatus.DIVERGED,
            "%s is another one at the target: a query ran there, or %s. Nothing was overwritten. Move the replica's directory away; the next run makes it anew."
                .formatted(outcome.file().target(), orElse));
        return false;
      } else {
        fail(TableStatus.FAILED, outcome.message());
        return false;
      }
    }
    return true;
  }

  /**
   * Since when the target lacks something.
   *
   * @param written when the source wrote the first batch that the target lacks
   */
  final Instant behindSince(Optional<Instant> written) {
    return job.last()
        .filter(r -> r.status().isBehind())
        .flatMap(TableRecord::behindSince)
        .or(() -> written)
        .filter(at -> at.isBefore(job.now()))
        .orElse(job.now());
  }

  /** What the last record holds beside the numbers, to be changed. */
  final Map<String, Object> details() {
    return new TreeMap<>(job.last().map(TableRecord::details).orElse(Map.of()));
  }
}
