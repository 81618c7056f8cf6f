package io.twinlake.delta;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.VersionChangedException;
import io.twinlake.core.table.PlannedTable;
import io.twinlake.core.table.StreamTable;
import io.twinlake.core.table.TableChange;
import io.twinlake.core.table.TableJob;
import io.twinlake.core.table.TableRecord;
import io.twinlake.core.table.TableReport;
import io.twinlake.core.table.TableStatus;
import io.twinlake.core.table.TableTransfer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** One Delta table on its way through a run: pinned to a version, copied, published. */
final class DeltaTable implements PlannedTable {
  /** How often a source whose files vanish under the copy is looked at anew. */
  private static final int LOOKS = 4;

  private final TableJob job;
  private final List<String> notes = new ArrayList<>();
  private final List<String> holes = new ArrayList<>();
  private Standing standing;
  private Optional<VersionRange> range = Optional.empty();

  /** What was planned and then given up. */
  private Optional<VersionRange> unpublished = Optional.empty();

  private boolean dataIsThere;
  private boolean wasPublished;
  private TableStatus status = TableStatus.REPLICATED;
  private Optional<String> reason = Optional.empty();
  private Instant behindSince;
  private long published;
  private long checkpoint;
  private long filesCopied;
  private boolean ran;

  private DeltaTable(TableJob job) {
    this.job = job;
  }

  static DeltaTable plan(TableJob job) {
    DeltaTable table = new DeltaTable(job);
    table.look(1);
    return table;
  }

  /** Finds out anew where the source stands. */
  private void look(int attempt) {
    try {
      standing = Standing.find(job);
      published = standing.published();
      checkpoint = standing.memory().map(DeltaMemory::checkpoint).orElse(-1L);
      range = Optional.empty();
      status = TableStatus.REPLICATED;
      reason = Optional.empty();
      behindSince = job.now();
      switch (standing.kind()) {
        case GONE -> fail(TableStatus.GONE, standing.message());
        case EMPTY -> fail(TableStatus.FAILED, standing.message());
        case DIVERGED -> fail(TableStatus.DIVERGED, standing.message());
        case FIRST, CONTINUE, RESEED -> {
          range = Optional.of(VersionRange.read(job, standing));
          range.get().stop().ifPresent(this::stopAt);
          refuseAnotherId();
        }
      }
    } catch (VersionChangedException e) {
      // The log is cleaned up, or the table dropped, while it is read.
      if (attempt >= LOOKS) {
        throw e;
      }
      look(attempt + 1);
    }
  }

  private void stopAt(VersionRange.Stop stop) {
    fail(stop.status(), stop.reason());
    behindSince = stop.since();
  }

  /** A log that begins past the replica's end may be another table's. */
  private void refuseAnotherId() {
    Optional<String> id = range.orElseThrow().base().map(b -> b.metadata().id());
    boolean other =
        standing.kind() == Standing.Kind.RESEED
            && id.isPresent()
            && !id.get().equals(standing.memory().orElseThrow().tableId());
    if (other) {
      range = Optional.empty();
      fail(
          TableStatus.DIVERGED,
          "the source's log begins past version %d of the replica and belongs to another table. Nothing was overwritten. Move the replica's directory away to have the new table replicated."
              .formatted(standing.published()));
    }
  }

  private void fail(TableStatus as, String why) {
    status = as;
    reason = Optional.of(why);
  }

  @Override
  public void copyData(TableTransfer transfer) {
    ran = true;
    for (int attempt = 1; range.isPresent() && !dataIsThere; attempt++) {
      VersionRange planned = range.get();
      long known = job.last().map(TableRecord::files).orElse(0L);
      DataCopy copy = new DataCopy(job, standing.location(), planned.need(), known);
      DataCopy.End end = copy.run(transfer);
      filesCopied += copy.copied();
      switch (end) {
        case READY -> {
          holes.addAll(copy.holes());
          notes.addAll(copy.notes());
          dataIsThere = true;
        }
        case FAILED -> {
          giveUp(TableStatus.FAILED, copy.message());
          return;
        }
        case MISSING -> {
          long last = planned.last(published);
          look(1);
          boolean newer = range.filter(r -> r.last(published) > last).isPresent();
          if (range.isPresent() && (!newer || attempt >= LOOKS)) {
            giveUp(
                TableStatus.FAILED,
                "version %d needs %s, which is not at the source: the table cannot be read there, either. Nothing was published. Look at the source (was it vacuumed with too short a retention?)."
                    .formatted(range.get().last(published), copy.missing()));
          }
        }
      }
    }
  }

  /** Publishes nothing in this run. */
  private void giveUp(TableStatus as, String why) {
    VersionRange planned = range.orElseThrow();
    range = Optional.empty();
    fail(as, why);
    if (!planned.steps().isEmpty()) {
      behindSince = planned.steps().get(0).committedAt();
    }
    unpublished = Optional.of(planned);
  }

  @Override
  public void publish(TableTransfer transfer) {
    if (range.isEmpty() || !dataIsThere) {
      return;
    }
    wasPublished = true;
    VersionRange planned = range.get();
    LogPublisher publisher =
        new LogPublisher(job, standing, planned, published, checkpoint, transfer);
    publisher.run();
    published = publisher.published();
    checkpoint = publisher.checkpoint();
    filesCopied += publisher.files();
    notes.addAll(publisher.notes());
    publisher.problem().ifPresent(why -> giveUp(TableStatus.FAILED, why));
    publisher
        .failure()
        .ifPresent(
            outcome -> {
              boolean fork = outcome.result() == TableTransfer.Result.CONFLICT;
              fail(
                  fork ? TableStatus.DIVERGED : TableStatus.FAILED,
                  fork
                      ? "somebody wrote %s at the target, and it is not what the source has. Both sides agree up to version %d. Nothing was overwritten."
                          .formatted(outcome.file().target(), published)
                      : outcome.message());
              planned.steps().stream()
                  .filter(step -> step.version() == published + 1)
                  .findFirst()
                  .ifPresent(step -> behindSince = step.committedAt());
            });
  }

  @Override
  public TableReport report() {
    long from = job.last().map(TableRecord::version).orElse(-1L);
    long before = standing.published();
    Optional<VersionRange> shown = range;
    long to = ran ? published : shown.map(r -> r.last(before)).orElse(before);
    long files = ran ? filesCopied : shown.map(DeltaTable::plannedFiles).orElse(0L);
    long bytes = shown.or(() -> unpublished).map(DeltaTable::plannedBytes).orElse(0L);
    long versions =
        shown.map(r -> r.steps().stream().filter(s -> s.version() <= to).count()).orElse(0L);
    List<String> all = new ArrayList<>();
    if (!standing.message().isEmpty() && reason.filter(standing.message()::equals).isEmpty()) {
      all.add(standing.message());
    }
    reason.ifPresent(all::add);
    shown.ifPresent(r -> all.addAll(r.notes()));
    all.addAll(notes);
    return new TableReport(
        job.table().value(),
        DeltaFormat.NAME,
        status,
        from,
        to,
        versions,
        files,
        bytes,
        status.isBehind() ? Math.max(0, newest() - to) : 0,
        status.isBehind() && newest() > to
            ? nonNegative(Duration.between(behindSince, job.now()))
            : Duration.ZERO,
        holes.size(),
        all.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", all)));
  }

  /** Past a gap nobody can say what became of the files from before it. */
  @Override
  public TableChange change() {
    long files =
        standing.memory().isEmpty()
            ? 0
            : standing
                .memory()
                .get()
                .live()
                .orElseGet(() -> job.last().map(TableRecord::files).orElse(0L));
    long changed =
        range.isEmpty() && unpublished.isEmpty()
            ? 0
            : switch (standing.kind()) {
              case CONTINUE -> range.or(() -> unpublished).orElseThrow().need().replaced();
              case RESEED -> files;
              default -> 0;
            };
    return new TableChange(files, Math.min(files, changed));
  }

  private static Duration nonNegative(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }

  private static long plannedFiles(VersionRange range) {
    long files = range.steps().size();
    for (Need.File ignored : range.need().wanted()) {
      files++;
    }
    return files + range.base().map(b -> (long) b.files().size() + b.sidecars().size()).orElse(0L);
  }

  private static long plannedBytes(VersionRange range) {
    long bytes = range.steps().stream().mapToLong(step -> step.entry().sizeBytes()).sum();
    for (Need.File file : range.need().wanted()) {
      bytes += file.sizeBytes();
    }
    return bytes;
  }

  private long newest() {
    return standing.log().commits().isEmpty()
        ? job.last().map(TableRecord::sourceVersion).orElse(-1L)
        : standing.log().commits().lastKey();
  }

  @Override
  public Optional<StreamTable> forStreams() {
    return Optional.of(new AsStreamsSeeIt());
  }

  /** This table as streams see it. */
  private final class AsStreamsSeeIt implements StreamTable {
    @Override
    public String name() {
      return job.dataset() + "/" + job.table();
    }

    @Override
    public String id() {
      return range
          .flatMap(VersionRange::tableId)
          .or(() -> standing.memory().map(DeltaMemory::tableId))
          .orElse("");
    }

    @Override
    public boolean moves() {
      return true;
    }

    @Override
    public long planned() {
      return range
          .filter(r -> !ran || (dataIsThere && !wasPublished))
          .map(r -> r.last(published))
          .orElse(published);
    }

    @Override
    public long published() {
      return published;
    }

    @Override
    public void stopAt(String stream, long batch, String why) {
      DeltaTable.this.stopAt(stream, batch, why);
    }

    /** What is not published yet is only at the source; what is may be gone there. */
    @Override
    public OptionalLong batch(String stream) {
      long version = planned();
      try {
        if (version > published) {
          return StreamBatches.newest(job.source(), job.root(), version, stream);
        }
        return version < 0
            ? OptionalLong.empty()
            : StreamBatches.newest(
                job.target(), job.directory().resolve(standing.location()), version, stream);
      } catch (BrokenLogException e) {
        throw new ReplicationException(
            Effect.NONE_MAY_RETRY,
            "Which batches of a stream %s has cannot be read: %s."
                .formatted(name(), e.getMessage()));
      }
    }
  }

  /** Leaves out the versions from the first on that has a later batch of a stream. */
  private void stopAt(String stream, long batch, String why) {
    if (range.isEmpty() || wasPublished || range.get().steps().isEmpty()) {
      return;
    }
    VersionRange planned = range.get();
    long last = StreamBatches.lastBefore(job.source(), planned.steps(), stream, batch);
    if (last < planned.steps().get(0).version()) {
      giveUp(TableStatus.FAILED, why);
    } else if (last < planned.last(published)) {
      range = Optional.of(planned.upTo(last));
      notes.add("Versions from %d on wait for the next run: %s".formatted(last + 1, why));
    }
  }

  @Override
  public TableRecord record() {
    Optional<DeltaMemory> memory = memory();
    Optional<Instant> committedAt =
        published == standing.published() && standing.memory().isPresent()
            ? job.last().flatMap(TableRecord::committedAt)
            : stepsPublished().reduce((a, b) -> b).map(VersionRange.Step::committedAt);
    boolean begins = memory.isPresent();
    return new TableRecord(
        job.dataset(),
        job.table().value(),
        DeltaFormat.NAME,
        status,
        begins || job.last().isEmpty() ? standing.location().value() : job.last().get().location(),
        begins ? published : job.last().map(TableRecord::version).orElse(-1L),
        begins ? committedAt : job.last().flatMap(TableRecord::committedAt),
        newest(),
        status.isBehind() ? Optional.of(behindSince) : Optional.empty(),
        job.last().map(TableRecord::files).orElse(0L) + filesCopied,
        reason,
        sameLocation() ? job.last().flatMap(TableRecord::pointer) : Optional.empty(),
        memory
            .map(DeltaMemory::details)
            .orElseGet(() -> job.last().map(TableRecord::details).orElse(Map.of())));
  }

  private boolean sameLocation() {
    ObjectPrefix location = standing.location();
    return job.last().filter(r -> r.location().equals(location.value())).isPresent();
  }

  private Stream<VersionRange.Step> stepsPublished() {
    return range.stream().flatMap(r -> r.steps().stream()).filter(s -> s.version() <= published);
  }

  /** What is remembered; empty if nothing is published, or nothing that the memory is of. */
  private Optional<DeltaMemory> memory() {
    List<VersionRange.Step> steps = stepsPublished().toList();
    if (steps.isEmpty()) {
      return standing.memory().map(this::withCheckpoint);
    }
    VersionRange planned = range.orElseThrow();
    boolean goesOn = standing.kind() == Standing.Kind.CONTINUE;
    Optional<DeltaMemory> before = goesOn ? standing.memory() : Optional.empty();
    String chain = before.map(DeltaMemory::chain).orElse("");
    for (VersionRange.Step step : steps) {
      chain = DeltaMemory.chained(chain, step.version(), step.sha256());
    }
    VersionRange.Step last = steps.get(steps.size() - 1);
    List<String> shownHoles = new ArrayList<>(before.map(DeltaMemory::holesAt).orElse(List.of()));
    holes.stream()
        .limit(Math.max(0, DeltaMemory.SHOWN_HOLES - shownHoles.size()))
        .forEach(shownHoles::add);
    return Optional.of(
        new DeltaMemory(
            planned.tableId().or(() -> before.map(DeltaMemory::tableId)).orElse(""),
            before.map(DeltaMemory::oldest).orElse(steps.get(0).version()),
            before.map(DeltaMemory::base).orElse(planned.base().map(Base::version).orElse(-1L)),
            chain,
            last.sha256(),
            last.entry().version().encoded(),
            checkpoint,
            before.map(DeltaMemory::holes).orElse(0L) + holes.size(),
            shownHoles,
            steps.get(0).version(),
            steps.stream().map(s -> s.committedAt().toEpochMilli()).toList(),
            last.live(),
            before.filter(DeltaMemory::isRewritten).isPresent()
                    || steps.stream().anyMatch(VersionRange.Step::rewritten)
                ? Optional.of(true)
                : Optional.empty()));
  }

  private DeltaMemory withCheckpoint(DeltaMemory m) {
    return new DeltaMemory(
        m.tableId(),
        m.oldest(),
        m.base(),
        m.chain(),
        m.lastHash(),
        m.lastSource(),
        checkpoint,
        m.holes(),
        m.holesAt(),
        m.timesFrom(),
        m.times(),
        m.live(),
        m.rewritten());
  }
}
