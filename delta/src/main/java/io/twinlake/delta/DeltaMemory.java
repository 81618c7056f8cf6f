package io.twinlake.delta;

import io.twinlake.core.json.Json;
import io.twinlake.core.table.TableRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is remembered of a table from run to run: the details of its {@link TableRecord}.
 *
 * @param tableId identity of the table in its newest metadata
 * @param oldest the oldest version that was published
 * @param base the version whose checkpoint the target's log begins with; -1 if it begins with 0
 * @param chain the hash over all published commits: SHA-256 of the hash before, the version in
 *     decimal and the SHA-256 of the commit, as text
 * @param lastHash SHA-256 of the newest published commit
 * @param lastSource its version at the source's store
 * @param checkpoint the newest checkpoint at the target; -1 for none
 * @param holes files of earlier versions that were gone at the source when they were to be copied
 * @param holesAt some of them, with the first version that names them
 * @param timesFrom the first version of {@code times}
 * @param times when the versions were committed that the last run published, in milliseconds
 * @param live how many files are live in the newest version; empty if nobody can say
 * @param rewritten whether commits at the target name files in another way than the source's
 */
record DeltaMemory(
    String tableId,
    long oldest,
    long base,
    String chain,
    String lastHash,
    String lastSource,
    long checkpoint,
    long holes,
    List<String> holesAt,
    long timesFrom,
    List<Long> times,
    OptionalLong live,
    Optional<Boolean> rewritten) {
  static final int SHOWN_HOLES = 20;

  DeltaMemory {
    holesAt = holesAt == null ? List.of() : List.copyOf(holesAt);
    times = times == null ? List.of() : List.copyOf(times);
    rewritten = rewritten == null ? Optional.empty() : rewritten;
    live = live == null ? OptionalLong.empty() : live;
  }

  static DeltaMemory of(TableRecord row) {
    return Json.parse(
        Json.line(row.details()),
        DeltaMemory.class,
        "What the last recovery point says of table " + row.table());
  }

  boolean isRewritten() {
    return rewritten.orElse(false);
  }

  @SuppressWarnings("unchecked")
  Map<String, Object> details() {
    return Json.parse(Json.line(this), Map.class, "A table");
  }

  /** The chain with one more commit. */
  static String chained(String chain, long version, String sha256) {
    return Hashes.sha256(chain + " " + version + " " + sha256);
  }
}
