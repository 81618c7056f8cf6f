package io.twinlake.core.restore;

import io.twinlake.core.plan.Tally.Count;
import java.util.List;

/**
 * What a restore did, or would do, with one dataset.
 *
 * @param name its name
 * @param kept as they were at the point already
 * @param broughtBack copied from history (in a plan: to be copied)
 * @param taken brought back by a restore that died
 * @param removed came later, and are removed; their bytes are in history
 * @param left came later, and are left: files of later versions of tables, and what is not ours
 * @param blocked paths that cannot be brought back, each with its reason among the problems
 * @param failed paths that were to be brought back, and were not
 * @param tables what happens with its tables
 * @param problems the blocked and failed paths, in order; at most {@value #SHOWN}
 * @param notes what a person should know, one sentence each
 */
public record DatasetRestore(
    String name,
    Count kept,
    Count broughtBack,
    Count taken,
    Count removed,
    Count left,
    long blocked,
    long failed,
    List<TableRewind> tables,
    List<Problem> problems,
    List<String> notes) {
  /** Most problems that are listed. */
  public static final int SHOWN = 1000;

  /**
   * One path that is not as it was.
   *
   * @param path below the dataset's root
   * @param why what is in the way, and what to do
   */
  public record Problem(String path, String why) {}

  /**
   * One table.
   *
   * @param table where it is below the dataset's root
   * @param from its newest version before; -1 for none
   * @param to its newest version then; -1 where it did not exist
   */
  public record TableRewind(String table, long from, long to) {}

  /** How many objects change. */
  public long changes() {
    return broughtBack.objects() + taken.objects() + removed.objects();
  }
}
