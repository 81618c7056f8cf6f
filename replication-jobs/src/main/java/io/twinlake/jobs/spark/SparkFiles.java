package io.twinlake.jobs.spark;

import io.twinlake.core.run.DatasetJob;
import io.twinlake.core.run.FileResult;
import io.twinlake.core.table.TableFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * Files of a table, copied by tasks. What is wanted and what became of it is the driver's, as it is
 * where nothing is copied by tasks; the bytes are the executors'.
 */
final class SparkFiles {
  /** Files of one Spark job: what comes back stays far below Spark's limits. */
  private static final int MOST_FILES = 250_000;

  private final Cluster cluster;
  private final DatasetJob job;

  SparkFiles(Cluster cluster, DatasetJob job) {
    this.cluster = cluster;
    this.job = job;
  }

  /** Copies all, and returns what became of each, in their order. */
  List<FileResult> copy(List<TableFile> files, BiConsumer<Long, Long> progress)
      throws ExecutionException, InterruptedException {
    List<FileResult> results = new ArrayList<>();
    for (int from = 0; from < files.size(); from += MOST_FILES) {
      results.addAll(
          copyJob(files.subList(from, Math.min(files.size(), from + MOST_FILES)), progress));
    }
    return results;
  }

  private List<FileResult> copyJob(List<TableFile> files, BiConsumer<Long, Long> progress)
      throws ExecutionException, InterruptedException {
    List<String> shares = shares(files, cluster.slots());
    TransferCounters counters = new TransferCounters(cluster.context().sc());
    List<String> lines =
        counters.new Teller(progress)
            .await(
                cluster
                    .context()
                    .parallelize(shares, shares.size())
                    .mapPartitions(
                        new FilesTask(
                            job, cluster.traffic(job.throttle()), cluster.tasksPerJvm(), counters))
                    .collectAsync());
    return inOrder(files, lines);
  }

  /** Equal weights of neighbouring paths: lines of {@link FileLine}, one text for each task. */
  static List<String> shares(List<TableFile> files, int slots) {
    List<Integer> byPath =
        IntStream.range(0, files.size())
            .boxed()
            .sorted(Comparator.comparing(i -> files.get(i).target()))
            .toList();
    Load all =
        files.stream().map(f -> Load.of(f.source().sizeBytes())).reduce(Load.NONE, Load::plus);
    Packing packing = Packing.of(new TreeMap<>(Map.of(0, all)), slots);
    List<List<String>> tasks = new ArrayList<>();
    for (int task = 0; task < packing.tasks(); task++) {
      tasks.add(new ArrayList<>());
    }
    long ahead = 0;
    for (int i : byPath) {
      TableFile file = files.get(i);
      tasks.get(packing.task(0, ahead)).add(FileLine.of(i, file).encode());
      ahead += Load.of(file.source().sizeBytes()).weight();
    }
    return tasks.stream().filter(t -> !t.isEmpty()).map(t -> String.join("\n", t)).toList();
  }

  /**
   * @throws IllegalStateException if a file has no result, which cannot be taken for any
   */
  static List<FileResult> inOrder(List<TableFile> files, List<String> lines) {
    FileResult[] results = new FileResult[files.size()];
    for (String line : lines) {
      FileResultLine result = FileResultLine.decode(line);
      results[result.number()] = result.resultOf(files.get(result.number()));
    }
    for (int i = 0; i < results.length; i++) {
      if (results[i] == null) {
        throw new IllegalStateException("No task told what became of " + files.get(i).target());
      }
    }
    return Arrays.asList(results);
  }
}
