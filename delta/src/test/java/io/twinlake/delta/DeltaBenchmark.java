package io.twinlake.delta;

import io.twinlake.core.run.RunResult;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Counts what a large table asks of its stores, and times the first replication of many small files
 * beside a plain copy of the same files, between stores in memory that answer after a delay.
 */
final class DeltaBenchmark {
  private static final PrintStream OUT = System.out;

  /**
   * Calls that are a request each; a listing is one for each page, which these stores do not have.
   */
  private static final Set<String> STORES = Set.of("raw-east", "raw-west");

  private DeltaBenchmark() {}

  /**
   * @param args files and commits of the large table, files of the small one, delay of a call in
   *     microseconds
   */
  public static void main(String[] args) {
    int files = number(args, 0, 100_000);
    int commits = number(args, 1, 1_000);
    int small = number(args, 2, 20_000);
    int micros = number(args, 3, 2_000);
    later(files, commits);
    first(small, micros);
  }

  private static int number(String[] args, int at, int otherwise) {
    return args.length > at ? Integer.parseInt(args[at]) : otherwise;
  }

  private static void later(int files, int commits) {
    TwoLakes lakes = new TwoLakes();
    TestTable table = lakes.table("orders/");
    List<String> actions = new ArrayList<>(List.of(TestTable.PROTOCOL, table.metadata("")));
    for (int i = 0; i < files; i++) {
      actions.add(table.add("part-" + i, "content of " + i));
      if ((i + 1) % (files / commits) == 0) {
        table.commit(actions.toArray(String[]::new));
        actions.clear();
      }
    }
    OUT.printf(
        "A table of %,d files and %,d commits: calls at the data stores' own counter%n",
        files, commits);
    OUT.printf("%-28s %8s  %s%n", "", "CALLS", "OF THEM");
    counted(lakes, "first run");
    for (int i = 0; i < 10; i++) {
      actions.add(table.add("more-" + i, "more " + i));
    }
    table.commit(actions.toArray(String[]::new));
    List<Watch.Call> second = counted(lakes, "one commit of 10 files");
    counted(lakes, "nothing");
    boolean listed =
        second.stream()
            .anyMatch(c -> c.method().startsWith("list") && c.path().equals("lake/orders/"));
    OUT.printf("The data directory was %s in the second run.%n", listed ? "LISTED" : "not listed");
  }

  private static List<Watch.Call> counted(TwoLakes lakes, String what) {
    lakes.watch.reset();
    requireClean(lakes.replicate());
    List<Watch.Call> calls =
        lakes.watch.calls().stream().filter(c -> STORES.contains(c.store())).toList();
    Map<String, Long> kinds =
        calls.stream()
            .collect(
                Collectors.groupingBy(
                    c -> (c.store().equals("raw-east") ? "source " : "target ") + c.method(),
                    TreeMap::new,
                    Collectors.counting()));
    OUT.printf("%-28s %,8d  %s%n", what, calls.size(), kinds);
    return calls;
  }

  private static void requireClean(RunResult run) {
    if (run.outcome() != RunResult.Outcome.CLEAN) {
      throw new IllegalStateException(run.toString());
    }
  }

  private static void first(int files, int micros) {
    OUT.printf(
        "%nThe first replication of %,d small files, %,d us for each call, median of three%n",
        files, micros);
    double plain = median(files, micros, false);
    OUT.printf("%-28s %8.2f s%n", "as plain files", plain);
    double table = median(files, micros, true);
    OUT.printf("%-28s %8.2f s%n", "as a table", table);
    OUT.printf("%-28s %8.2f%n", "ratio (goal 1.3)", table / plain);
  }

  private static double median(int files, int micros, boolean asTable) {
    List<Double> seconds = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      TwoLakes lakes = new TwoLakes();
      TestTable table = lakes.table("orders/");
      List<String> actions = new ArrayList<>(List.of(TestTable.PROTOCOL, table.metadata("")));
      for (int i = 0; i < files; i++) {
        actions.add(table.add("part-" + i, "content of " + i));
      }
      if (asTable) {
        table.commit(actions.toArray(String[]::new));
      }
      lakes.watch.delay(micros);
      long begun = System.nanoTime();
      requireClean(lakes.replicate());
      seconds.add((System.nanoTime() - begun) / 1e9);
    }
    seconds.sort(Comparator.naturalOrder());
    return seconds.get(1);
  }
}
