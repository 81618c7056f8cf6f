package io.twinlake.core.stream;

import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.VersionChangedException;
import io.twinlake.core.table.StreamTable;
import io.twinlake.core.table.TableFile;
import io.twinlake.core.table.TableJob;
import io.twinlake.core.table.TableRecord;
import io.twinlake.core.table.TableReport;
import io.twinlake.core.table.TableStatus;
import io.twinlake.core.table.TableTransfer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * The output of a streaming query on its way through a run. Files come first, by the names that
 * they have; then the log, batch by batch, with the target's names in it. A reader at the target
 * sees a batch of the source with all of its files, wherever a run died.
 */
final class PlannedFileSink extends PlannedDirectory {
  private final List<SinkLog.Batch> toWrite = new ArrayList<>();
  private final Map<ObjectPath, FileLog.Entry> wanted = new TreeMap<>();
  private SinkLog source = new SinkLog(new TreeMap<>());
  private long end;
  private long published;
  private boolean ran;
  private boolean ready;

  private PlannedFileSink(TableJob job) {
    super(job, "it was copied as a plain file");
    this.published = last();
    this.end = last();
  }

  static PlannedFileSink plan(TableJob job) {
    PlannedFileSink sink = new PlannedFileSink(job);
    try {
      sink.look();
    } catch (VersionChangedException e) {
      sink.fail(
          TableStatus.FAILED,
          "its log changed while it was read (%s). The next run looks again."
              .formatted(e.getMessage()));
    } catch (IllegalArgumentException e) {
      sink.fail(
          TableStatus.FAILED,
          "its log is not understood: %s. Look at the source.".formatted(e.getMessage()));
    }
    return sink;
  }

  private void look() {
    source = SinkLog.list(job.source(), job.root());
    if (source.batches().isEmpty()) {
      fail(
          TableStatus.GONE,
          "the source has no _spark_metadata there any more; the target keeps batch %d."
              .formatted(last()));
      return;
    }
    SinkLog target = SinkLog.list(job.target(), job.root());
    if (target.newest() > source.newest()) {
      fail(
          TableStatus.DIVERGED,
          "the target is at batch %d and the source at batch %d: a query ran there, or the source was put back. Nothing was overwritten. Move the replica's directory away; the next run makes it anew."
              .formatted(target.newest(), source.newest()));
      return;
    }
    long newest = newestBeforeTheCut();
    SinkLog.Reading now = source.reading(newest);
    SinkLog.Reading there = target.reading(target.newest());
    if (!now.problem().isEmpty() || !there.problem().isEmpty()) {
      boolean atSource = !now.problem().isEmpty();
      fail(
          TableStatus.FAILED,
          "%s at the %s, so that no reader of Spark can read it. Nothing was published. Look there."
              .formatted(
                  atSource ? now.problem() : there.problem(), atSource ? "source" : "target"));
      return;
    }
    if (newest > target.newest()) {
      choose(now, there, newest, target.newest());
    }
    end = Math.max(newest, last());
    published = Math.max(published, Math.min(target.newest(), end));
  }

  /** Of a group, only what was written before its tables are cut. */
  private long newestBeforeTheCut() {
    for (long batch : source.batches().descendingKeySet()) {
      Instant written = modifiedAt(source.batches().get(batch));
      if (job.until().filter(cut -> !written.isBefore(cut)).isEmpty()) {
        return batch;
      }
    }
    return -1;
  }

  private void choose(SinkLog.Reading now, SinkLog.Reading there, long newest, long before) {
    Set<String> known = new HashSet<>(there.files(job.target()).keySet());
    for (FileLog.Entry file : now.files(job.source()).values()) {
      Optional<ObjectPath> below = job.names().below(file.path());
      if (below.isEmpty() || !below.get().value().startsWith(job.root().value())) {
        fail(
            TableStatus.REFUSED,
            "its log names %s, which does not lie below it: it was moved or copied, and readers of Spark find its files where they were. Write it anew."
                .formatted(file.path()));
        return;
      }
      if (job.names().atTarget(file.path()).filter(known::contains).isEmpty()) {
        wanted.put(job.root().relativize(below.get()), file);
      }
    }
    // What was compacted away since then is in the compact one.
    long first = before + 1;
    if (!source.batches().containsKey(first)) {
      first = SinkLog.batchOf(now.batches().get(0).entry().path().name()).orElseThrow();
    }
    toWrite.addAll(source.batches().subMap(first, true, newest, true).values());
  }

  @Override
  public void copyData(TableTransfer transfer) {
    ran = true;
    if (status() != TableStatus.REPLICATED) {
      return;
    }
    List<Map.Entry<ObjectPath, FileLog.Entry>> all = List.copyOf(wanted.entrySet());
    List<Callable<Optional<ObjectEntry>>> finds = new ArrayList<>();
    all.forEach(each -> finds.add(() -> job.source().find(job.root().resolve(each.getKey()))));
    List<Optional<ObjectEntry>> found = job.requests().all(finds);
    List<TableFile> copies = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      ObjectPath path = all.get(i).getKey();
      long size = all.get(i).getValue().sizeBytes();
      if (found.get(i).filter(entry -> entry.sizeBytes() == size).isEmpty()) {
        fail(
            TableStatus.FAILED,
            "its log names %s with %d bytes, which is %s at the source, so that it cannot be read there, either. Nothing was published. Look at the source."
                .formatted(
                    path,
                    size,
                    found.get(i).map(e -> "one of " + e.sizeBytes()).orElse("missing")));
        return;
      }
      copies.add(new TableFile(found.get(i).get(), job.table().resolve(path)));
    }
    ready = done(transfer.copy(copies, files() + copies.size()));
  }

  @Override
  public void publish(TableTransfer transfer) {
    if (!ready) {
      return;
    }
    for (SinkLog.Batch batch : toWrite) {
      FileLog.Rewritten log =
          FileLog.rewrite(Checkpoint.text(job.source(), batch.entry()), job.names()::atTarget);
      if (log.text().isEmpty()) {
        fail(
            TableStatus.REFUSED,
            "%s cannot be rewritten for the target, as %s."
                .formatted(batch.entry().path(), log.problem()));
        return;
      }
      TableFile file = new TableFile(batch.entry(), SinkLog.path(job.table(), batch));
      byte[] content = log.text().get().getBytes(StandardCharsets.UTF_8);
      if (!done(List.of(transfer.write(file, content)))) {
        return;
      }
      published = SinkLog.batchOf(batch.entry().path().name()).orElseThrow();
    }
  }

  @Override
  public TableReport report() {
    long to = ran ? published : end;
    return new TableReport(
        job.table().value(),
        FileSinkFormat.NAME,
        status(),
        last(),
        to,
        Math.max(0, to - last()),
        ran ? files() : wanted.size() + toWrite.size(),
        ran ? bytes() : wanted.values().stream().mapToLong(FileLog.Entry::sizeBytes).sum(),
        status().isBehind() ? Math.max(0, source.newest() - to) : 0,
        status().isBehind() ? Duration.between(behindSince(), job.now()) : Duration.ZERO,
        0,
        reason());
  }

  private Instant behindSince() {
    return behindSince(
        Optional.ofNullable(source.batches().get(published + 1)).map(PlannedFileSink::modifiedAt));
  }

  private static Instant modifiedAt(SinkLog.Batch batch) {
    return batch.entry().modifiedAt();
  }

  @Override
  public Optional<StreamTable> forStreams() {
    return Optional.of(new AsStreamsSeeIt());
  }

  /** This directory as the checkpoint of its query sees it: only one query can write to it. */
  private final class AsStreamsSeeIt implements StreamTable {
    @Override
    public String name() {
      return job.dataset() + "/" + job.table();
    }

    @Override
    public String id() {
      return FileSinkFormat.NAME;
    }

    @Override
    public boolean moves() {
      return true;
    }

    @Override
    public long planned() {
      return status() != TableStatus.REPLICATED || (ran && !ready) ? published : end;
    }

    @Override
    public long published() {
      return published;
    }

    @Override
    public OptionalLong batch(String stream) {
      return planned() < 0 ? OptionalLong.empty() : OptionalLong.of(planned());
    }

    @Override
    public void stopAt(String stream, long batch, String why) {
      if (batch >= end || status() != TableStatus.REPLICATED) {
        return;
      }
      toWrite.removeIf(b -> SinkLog.batchOf(b.entry().path().name()).orElseThrow() > batch);
      end =
          toWrite.isEmpty()
              ? published
              : SinkLog.batchOf(toWrite.get(toWrite.size() - 1).entry().path().name())
                  .orElseThrow();
      if (toWrite.isEmpty()) {
        fail(TableStatus.FAILED, why);
      }
    }
  }

  @Override
  public TableRecord record() {
    Map<String, Object> details = details();
    details.put("tableId", FileSinkFormat.NAME);
    return new TableRecord(
        job.dataset(),
        job.table().value(),
        FileSinkFormat.NAME,
        status(),
        job.table().value(),
        published,
        Optional.ofNullable(source.batches().get(published))
            .map(PlannedFileSink::modifiedAt)
            .or(() -> job.last().flatMap(TableRecord::committedAt)),
        Math.max(source.newest(), last()),
        status().isBehind() ? Optional.of(behindSince()) : Optional.empty(),
        job.last().map(TableRecord::files).orElse(0L) + files(),
        reason(),
        Optional.empty(),
        details);
  }
}
