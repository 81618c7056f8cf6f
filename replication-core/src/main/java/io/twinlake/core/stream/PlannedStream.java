package io.twinlake.core.stream;

import io.twinlake.core.store.Ability;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.VersionChangedException;
import io.twinlake.core.stream.Checkpoint.Listed;
import io.twinlake.core.stream.CheckpointFile.Kind;
import io.twinlake.core.stream.StreamCut.Verdict;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One checkpoint on its way through a run. State and logs of sources come with the data of tables;
 * the offsets of the batch at which it is cut come once the tables that the query reads are
 * published, and before the one that it writes to; the other offsets and the commits come last. In
 * between Spark either refuses to go on, as the offsets before the last are missing, or there is
 * one batch at most between, which the table passes over if it has it.
 */
final class PlannedStream extends PlannedDirectory {
  private static final Set<Kind> COPIED_FIRST = Set.of(Kind.STATE, Kind.SOURCE, Kind.DIRECTORY);

  private final Optional<StreamTable> sink;
  private final List<String> notes = new ArrayList<>();
  private Checkpoint source = new Checkpoint(Map.of());
  private Checkpoint target = new Checkpoint(Map.of());
  private Optional<String> identity = Optional.empty();
  private Optional<List<SourceOffset>> offsets = Optional.empty();
  private Optional<StreamCut> cut = Optional.empty();
  private long sinkVersion = Long.MIN_VALUE;
  private long batch;
  private boolean ran;
  private boolean ready;
  private boolean guarded;

  private PlannedStream(TableJob job) {
    super(job, "another one here");
    this.sink = job.streams().sink();
    this.batch = last();
  }

  static PlannedStream plan(TableJob job) {
    PlannedStream stream = new PlannedStream(job);
    stream.look();
    return stream;
  }

  private void look() {
    failNoMore();
    cut = Optional.empty();
    if (sink.isEmpty()) {
      fail(
          TableStatus.REFUSED,
          "its sink %s is no table that is replicated here, so that nobody can say which batches it has at the target. Such a stream goes on at least once only: begin a new checkpoint there."
              .formatted(job.streams().sinkName()));
      return;
    }
    if (!sink.get().moves()) {
      return;
    }
    sinkVersion = sink.get().planned();
    try {
      judge();
    } catch (VersionChangedException e) {
      fail(
          TableStatus.FAILED,
          "%s changed while it was read. The next run looks again.".formatted(e.getMessage()));
    }
  }

  private void judge() {
    source = Checkpoint.list(job.source(), job.root());
    if (source.files().isEmpty() && last() < 0) {
      notes.add("There is no checkpoint there yet.");
      return;
    }
    identity = Checkpoint.identity(job.source(), source);
    if (identity.isEmpty()) {
      fail(
          last() < 0 ? TableStatus.FAILED : TableStatus.GONE,
          "there is no checkpoint of a query there%s. Check 'root'."
              .formatted(last() < 0 ? "" : " any more; the target keeps batch " + last()));
      return;
    }
    target = Checkpoint.list(job.target(), job.root());
    StreamCut at = choose();
    switch (at.verdict()) {
      case NEVER -> fail(TableStatus.REFUSED, "not resumable: " + at.reason());
      case NOT_NOW -> fail(TableStatus.FAILED, "not resumable: " + at.reason());
      case NOTHING_YET -> notes.add("Nothing to resume yet: " + at.reason());
      case RESUMABLE -> {
        cut = Optional.of(at);
        refuseForks(at);
      }
    }
  }

  /**
   * The cut at T; where T reads versions that the target will not have, the sink is asked to stop
   * at an earlier batch whose versions it will have. A sink that went on while its checkpoint stays
   * behind would pass over the next batches at the target without a word.
   */
  private StreamCut choose() {
    StreamTable table = sink.orElseThrow();
    OptionalLong inSink = table.batch(identity.orElseThrow());
    sinkVersion = table.planned();
    StreamCut held = StreamCut.at(table.name(), inSink, source.held());
    if (held.verdict() != Verdict.RESUMABLE) {
      return held;
    }
    StreamCut at = reading(held);
    if (at.verdict() != Verdict.NOT_NOW) {
      return at;
    }
    long there = target.held().offsets().isEmpty() ? -1 : target.held().offsets().last();
    for (long earlier = held.batch() - 1; earlier >= Math.max(0, there); earlier--) {
      if (at(OptionalLong.of(earlier)).verdict() == Verdict.RESUMABLE) {
        return stopAt(earlier, at.reason());
      }
    }
    return there < 0 || there >= held.batch() ? at : stopAt(there, at.reason());
  }

  private StreamCut stopAt(long earlier, String reason) {
    StreamTable table = sink.orElseThrow();
    table.stopAt(
        identity.orElseThrow(),
        earlier,
        "it stops at batch %d of the query whose checkpoint is %s, as of the batch after it, %s"
            .formatted(earlier, job.dataset(), reason));
    sinkVersion = table.planned();
    OptionalLong inSink = table.batch(identity.get());
    return inSink.isPresent() && inSink.getAsLong() > earlier
        ? new StreamCut(Verdict.NOT_NOW, -1, false, reason)
        : at(inSink);
  }

  private StreamCut at(OptionalLong inSink) {
    StreamCut at = StreamCut.at(sink.orElseThrow().name(), inSink, source.held());
    return at.verdict() == Verdict.RESUMABLE ? reading(at) : at;
  }

  /** The cut, if all that its batch reads will be at the target. */
  private StreamCut reading(StreamCut at) {
    offsets =
        SourceOffset.of(
            Checkpoint.text(job.source(), source.offsets(at.batch()).orElseThrow().entry()));
    return at.reading(offsets, id -> table(id, true));
  }

  private Optional<StreamCut.SourceTable> table(String id, boolean asPlanned) {
    return job.streams()
        .withId(id)
        .map(t -> new StreamCut.SourceTable(t.name(), asPlanned ? t.planned() : t.published()));
  }

  /** What the target has must be a part of what it is to have. */
  private void refuseForks(StreamCut at) {
    long newest = target.held().offsets().isEmpty() ? -1 : target.held().offsets().last();
    Optional<String> other =
        target.files().entrySet().stream()
            .filter(e -> source.files().containsKey(e.getKey()) && isWritten(at, e.getValue()))
            .filter(
                e ->
                    e.getValue().entry().sizeBytes()
                        != source.files().get(e.getKey()).entry().sizeBytes())
            .map(e -> e.getKey().value())
            .findFirst();
    Optional<String> there = Checkpoint.identity(job.target(), target);
    if (there.isPresent() && !there.equals(identity)) {
      fail(
          TableStatus.DIVERGED,
          "another query's checkpoint is at the target: the query was begun anew at one of the sites. Nothing was overwritten. Move the replica's directory away; the next run makes it anew.");
      cut = Optional.empty();
    } else if (newest > at.batch() || other.isPresent()) {
      fail(
          TableStatus.DIVERGED,
          "%s: a query ran there, or another one here. Nothing was overwritten. Move the replica's directory away; the next run makes it anew."
              .formatted(
                  newest > at.batch()
                      ? "the target is at batch %d, and its table at batch %d"
                          .formatted(newest, at.batch())
                      : other.get() + " is another one at the target"));
      cut = Optional.empty();
    }
  }

  /** Whether the target has the same bytes, once it has the file. */
  private boolean isWritten(StreamCut at, Listed file) {
    return at.has(file.file()) && file.file().kind() != Kind.SOURCE;
  }

  @Override
  public void copyData(TableTransfer transfer) {
    ran = true;
    if (sink.isPresent() && sink.get().moves() && sink.get().planned() != sinkVersion) {
      look();
    }
    copyFirst(transfer);
  }

  /** What no query looks at before the offsets are there. */
  private void copyFirst(TableTransfer transfer) {
    if (cut.isEmpty()) {
      return;
    }
    StreamCut at = cut.get();
    List<TableFile> plain = new ArrayList<>();
    for (Listed file : missing()) {
      if (file.file().kind() == Kind.SOURCE && readsFiles(file.file())) {
        if (file.file().number() <= entryOf(file.file()) && !rewrite(transfer, file)) {
          return;
        }
      } else if (COPIED_FIRST.contains(file.file().kind()) && at.has(file.file())) {
        plain.add(file(file));
      }
    }
    ready = done(transfer.copy(plain, target.files().size()));
  }

  @Override
  public void beforeSinks(TableTransfer transfer) {
    if (ready && !holds()) {
      ready = false;
      look();
      copyFirst(transfer);
    }
  }

  /** Whether the cut is still that of the sink, and all that it reads will be there. */
  private boolean holds() {
    return sink.orElseThrow().planned() == sinkVersion
        && cut.orElseThrow().reading(offsets, id -> table(id, true)).verdict() == Verdict.RESUMABLE;
  }

  /** The identity comes second: with it and without any offsets Spark would begin with batch 0. */
  @Override
  public void beforeItsSink(TableTransfer transfer) {
    if (!ready) {
      return;
    }
    List<TableFile> inOrder = new ArrayList<>();
    inOrder.add(file(source.offsets(cut.orElseThrow().batch()).orElseThrow()));
    source.of(Kind.IDENTITY).forEach(file -> inOrder.add(file(file)));
    inOrder.removeIf(file -> target.files().containsKey(job.table().relativize(file.target())));
    guarded = done(transfer.copyInOrder(inOrder));
  }

  private List<Listed> missing() {
    // Where directories exist by themselves, nothing stands for them.
    boolean markers =
        job.target().abilities().contains(Ability.METADATA)
            && !job.target().abilities().contains(Ability.DIRECTORIES);
    return source.files().values().stream()
        .filter(file -> !isThere(file))
        .filter(file -> markers || file.file().kind() != Kind.DIRECTORY)
        .toList();
  }

  private boolean isThere(Listed file) {
    return target.files().containsKey(path(file));
  }

  private ObjectPath path(Listed file) {
    return job.root().relativize(file.entry().path());
  }

  private boolean readsFiles(CheckpointFile file) {
    return entryOf(file) >= 0;
  }

  /** The last entry of a source's log that belongs to the cut; -1 if it keeps none of files. */
  private long entryOf(CheckpointFile file) {
    if (file.group().isEmpty()) {
      return -1;
    }
    int number = Integer.parseInt(file.group());
    List<SourceOffset> all = offsets.orElse(List.of());
    return number < all.size() && all.get(number) instanceof SourceOffset.OfFiles read
        ? read.entry()
        : -1;
  }

  private boolean rewrite(TableTransfer transfer, Listed file) {
    FileLog.Rewritten rewritten =
        FileLog.rewrite(Checkpoint.text(job.source(), file.entry()), job.streams()::atTarget);
    if (rewritten.text().isEmpty()) {
      fail(
          TableStatus.REFUSED,
          "not resumable: %s cannot be rewritten for the target, as %s."
              .formatted(path(file), rewritten.problem()));
      return false;
    }
    return done(
        List.of(
            transfer.write(file(file), rewritten.text().get().getBytes(StandardCharsets.UTF_8))));
  }

  private TableFile file(Listed file) {
    return new TableFile(file.entry(), job.table().resolve(path(file)));
  }

  @Override
  public void publish(TableTransfer transfer) {
    if (cut.isEmpty() || !guarded) {
      return;
    }
    StreamCut at = cut.get();
    StreamTable table = sink.orElseThrow();
    if (table.published() != sinkVersion) {
      fail(
          TableStatus.FAILED,
          "not resumable: %s was to be at version %d and is at version %d at the target."
              .formatted(table.name(), sinkVersion, table.published()));
      return;
    }
    StreamCut now = at.reading(offsets, id -> table(id, false));
    if (now.verdict() != Verdict.RESUMABLE) {
      fail(TableStatus.FAILED, "not resumable: " + now.reason());
      return;
    }
    List<TableFile> before = new ArrayList<>();
    List<TableFile> commits = new ArrayList<>();
    for (Listed file : source.of(Kind.OFFSET)) {
      if (file.file().number() < at.batch() && !isThere(file)) {
        before.add(file(file));
      }
    }
    Collections.reverse(before);
    for (Listed file : source.of(Kind.COMMIT)) {
      if (at.has(file.file()) && !isThere(file)) {
        commits.add(file(file));
      }
    }
    if (done(transfer.copyInOrder(before)) && done(transfer.copyInOrder(commits))) {
      batch = at.batch();
    }
  }

  @Override
  public TableReport report() {
    long to = ran ? batch : cut.map(StreamCut::batch).orElse(batch);
    long newest = newest();
    List<String> all = new ArrayList<>();
    reason().ifPresent(all::add);
    all.addAll(notes);
    return new TableReport(
        job.table().value(),
        StreamFormat.NAME,
        status(),
        last(),
        to,
        Math.max(0, to - last()),
        ran ? files() : planned(),
        ran ? bytes() : 0,
        status().isBehind() ? Math.max(0, newest - to) : 0,
        status().isBehind() ? Duration.between(behindSince(), job.now()) : Duration.ZERO,
        0,
        all.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", all)));
  }

  private long planned() {
    return cut.stream().flatMap(at -> missing().stream().filter(f -> at.has(f.file()))).count();
  }

  private long newest() {
    return source.held().offsets().isEmpty() ? last() : source.held().offsets().last();
  }

  private Instant behindSince() {
    return behindSince(source.offsets(batch + 1).map(f -> f.entry().modifiedAt()));
  }

  @Override
  public TableRecord record() {
    Map<String, Object> details = details();
    if (status() == TableStatus.REPLICATED && sink.filter(StreamTable::moves).isPresent()) {
      identity.ifPresent(id -> details.put("query", id));
      details.put("sink", job.streams().sinkName());
      details.put("sinkVersion", sinkVersion);
      details.put("resumable", cut.isPresent());
    } else if (status() != TableStatus.REPLICATED) {
      details.put("resumable", false);
    }
    return new TableRecord(
        job.dataset(),
        job.table().value(),
        StreamFormat.NAME,
        status(),
        job.table().value(),
        batch,
        status() == TableStatus.REPLICATED && batch != last()
            ? source.offsets(batch).map(f -> f.entry().modifiedAt())
            : job.last().flatMap(TableRecord::committedAt),
        newest(),
        status().isBehind() ? Optional.of(behindSince()) : Optional.empty(),
        job.last().map(TableRecord::files).orElse(0L) + files(),
        reason(),
        Optional.empty(),
        details);
  }
}
