package io.twinlake.jobs.spark;

import io.twinlake.core.run.DatasetJob;
import io.twinlake.core.run.FileResult;
import io.twinlake.core.run.FileTransfer;
import io.twinlake.core.store.Stores;
import io.twinlake.core.table.TableFile;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;

/**
 * Copies its share of a table's files, batch by batch. Nothing is replaced, so it is safe to run
 * twice, also at once: what the twin has written is recognised as our copy and adopted.
 */
final class FilesTask extends StoreTask<String, String> {
  private static final long serialVersionUID = 1L;

  private final int tasksPerJvm;
  private final TransferCounters counters;

  FilesTask(DatasetJob job, TaskTraffic traffic, int tasksPerJvm, TransferCounters counters) {
    super(job, traffic, "table");
    this.tasksPerJvm = tasksPerJvm;
    this.counters = counters;
  }

  @Override
  Iterator<String> run(Iterator<String> shares, Stores stores, TaskContext task) {
    FileTransfer transfer = new FileTransfer(job().sharedBy(tasksPerJvm), stores);
    closeAfter(task, transfer);
    return new EachInTurn<>(batches(shares).iterator(), batch -> copied(transfer, batch));
  }

  private static List<List<FileLine>> batches(Iterator<String> shares) {
    List<List<FileLine>> batches = new ArrayList<>();
    while (shares.hasNext()) {
      List<FileLine> share = shares.next().lines().map(FileLine::decode).toList();
      for (int from = 0; from < share.size(); from += FileTransfer.BATCH) {
        batches.add(share.subList(from, Math.min(share.size(), from + FileTransfer.BATCH)));
      }
    }
    return batches;
  }

  private Stream<String> copied(FileTransfer transfer, List<FileLine> batch) {
    List<TableFile> files = batch.stream().map(FileLine::file).toList();
    List<FileResult> results = transfer.run(files, counters::add);
    return IntStream.range(0, batch.size())
        .mapToObj(i -> FileResultLine.of(batch.get(i).number(), results.get(i)).encode());
  }
}
