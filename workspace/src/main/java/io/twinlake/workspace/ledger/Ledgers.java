package io.twinlake.workspace.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Tree;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the ledger on control roots. Each import that ends puts a new generation where nothing is;
 * while it runs it puts what it did into a journal, which the next run reads if this one dies.
 *
 * <pre>
 * workspace/ledger/&lt;generation&gt;.jsonl             a header, then one row per line
 * workspace/journal/&lt;generation&gt;/&lt;run&gt;-&lt;k&gt;.jsonl  rows of runs that began with that generation
 * </pre>
 */
public final class Ledgers {
  private static final ObjectPrefix LEDGER = new ObjectPrefix("workspace/ledger/");
  private static final ObjectPrefix JOURNAL = new ObjectPrefix("workspace/journal/");
  private static final String FORMAT = "workspace-ledger/1";
  private static final int ROWS_IN_JOURNAL = 50;

  private final ControlDocuments documents;

  public Ledgers(ControlDocuments documents) {
    this.documents = documents;
  }

  /**
   * The newest ledger on this control root, in whichever direction it was written, with what runs
   * that died had done; nothing if there was no import.
   */
  public Optional<Ledger> newest() {
    List<ObjectEntry> all = documents.list(LEDGER);
    Optional<Ledger> ledger =
        all.isEmpty() ? Optional.empty() : Optional.of(read(all.get(all.size() - 1)));
    return journalled(ledger);
  }

  /**
   * The newest of two control roots, seen in the direction {@code from} to {@code to}.
   *
   * @param other the source's control root, if it can be reached
   */
  public static Ledger load(
      ControlDocuments target, Optional<ControlDocuments> other, String from, String to) {
    List<Ledger> found = new ArrayList<>();
    new Ledgers(target).newest().ifPresent(found::add);
    other.flatMap(control -> new Ledgers(control).newest()).ifPresent(found::add);
    return found.stream()
        .max(Comparator.comparingLong(Ledger::generation))
        .map(ledger -> ledger.from().equals(from) ? ledger : ledger.swapped())
        .orElse(Ledger.empty(from, to));
  }

  private Ledger read(ObjectEntry entry) {
    String where = entry.path().value();
    List<String> lines = new String(documents.read(entry), StandardCharsets.UTF_8).lines().toList();
    if (lines.isEmpty()) {
      throw Json.damaged(where, "it is empty", null);
    }
    ObjectNode head = header(lines.get(0), where);
    List<Row> rows = rows(lines.subList(1, lines.size()), where);
    if (rows.size() != head.path("rows").asInt(-1)) {
      throw Json.damaged(where, "it is cut short", null);
    }
    return Ledger.of(
        head.path("from").asText(),
        head.path("to").asText(),
        head.path("generation").asLong(),
        Instant.parse(head.path("at").asText()),
        head.path("export").asText(""),
        rows);
  }

  private static ObjectNode header(String line, String where) {
    ObjectNode head = Tree.parse(line.getBytes(StandardCharsets.UTF_8), where);
    if (!head.path("format").asText().startsWith(FORMAT + ".")) {
      throw new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          "%s has format '%s'; this version reads %s.x. It was written by another version of Twinlake: use that one, or a newer one."
              .formatted(where, head.path("format").asText(), FORMAT));
    }
    return head;
  }

  private static List<Row> rows(List<String> lines, String where) {
    return lines.stream().map(line -> Json.parse(line, Row.class, where)).toList();
  }

  private Optional<Ledger> journalled(Optional<Ledger> ledger) {
    long generation = ledger.map(Ledger::generation).orElse(0L);
    ObjectPrefix prefix = JOURNAL.resolve(new ObjectPrefix(padded(generation) + "/"));
    Map<String, Row> rows = new LinkedHashMap<>();
    ledger.ifPresent(
        known ->
            known
                .rows()
                .values()
                .forEach(byId -> byId.values().forEach(row -> rows.put(name(row), row))));
    String from = ledger.map(Ledger::from).orElse("");
    String to = ledger.map(Ledger::to).orElse("");
    for (ObjectEntry entry : documents.list(prefix)) {
      String where = entry.path().value();
      List<String> lines =
          new String(documents.read(entry), StandardCharsets.UTF_8).lines().toList();
      ObjectNode head = header(lines.get(0), where);
      if (from.isEmpty()) {
        from = head.path("from").asText();
        to = head.path("to").asText();
      }
      boolean sameWay = head.path("from").asText().equals(from);
      for (Row row : rows(lines.subList(1, lines.size()), where)) {
        if (sameWay) {
          rows.put(name(row), row);
        } else if (!row.isIntended()) {
          rows.put(name(row.swapped()), row.swapped());
        }
      }
    }
    if (from.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Ledger.of(
            from,
            to,
            generation,
            ledger.map(Ledger::at).orElse(Instant.EPOCH),
            ledger.map(Ledger::export).orElse(""),
            rows.values()));
  }

  private static String name(Row row) {
    return row.kind().written() + " " + row.fromId();
  }

  private static String padded(long number) {
    return "%010d".formatted(number);
  }

  /**
   * Puts the next generation.
   *
   * @throws ReplicationException if another import put it first
   */
  public void commit(Ledger before, Collection<Row> rows, String export, Clock clock) {
    long generation = before.generation() + 1;
    StringBuilder text = new StringBuilder();
    text.append(
        Tree.text(
            head(before)
                .put("generation", generation)
                .put("at", clock.instant().toString())
                .put("export", export)
                .put("rows", rows.size())));
    text.append('\n');
    rows.stream()
        .sorted(Comparator.comparing(Row::kind).thenComparing(Row::key).thenComparing(Row::fromId))
        .forEach(row -> text.append(Json.line(row)).append('\n'));
    try {
      documents.putIfAbsent(
          LEDGER.resolve(ObjectPath.of(padded(generation) + ".jsonl")),
          text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (PreconditionFailedException e) {
      throw new LedgerTakenException(generation);
    }
    removeOld(generation);
  }

  private static ObjectNode head(Ledger ledger) {
    return Tree.of("format", FORMAT + ".0", "from", ledger.from(), "to", ledger.to());
  }

  /** Journals that are in the new generation are not needed any more. */
  private void removeOld(long generation) {
    for (ObjectEntry entry : documents.list(JOURNAL)) {
      String number = JOURNAL.relativize(entry.path()).value().split("/")[0];
      if (number.compareTo(padded(generation)) < 0) {
        documents.store().delete(entry.path(), entry.version());
      }
    }
  }

  /** Begins a journal. */
  public Journal journal(Ledger before, String run) {
    return new Journal(before, run);
  }

  /** What one run has done so far. Safe for use by many threads. */
  public final class Journal {
    private final Ledger before;
    private final String run;
    private final Map<Kind, Map<String, Row>> rows = new EnumMap<>(Kind.class);
    private final List<Row> pending = new ArrayList<>();
    private int documentsWritten;

    private Journal(Ledger before, String run) {
      this.before = before;
      this.run = run;
    }

    /** Notes a pair that agrees now. */
    public synchronized void add(Row row) {
      rows.computeIfAbsent(row.kind(), kind -> new LinkedHashMap<>()).put(row.fromId(), row);
      pending.add(row);
      if (pending.size() >= ROWS_IN_JOURNAL) {
        flush();
      }
    }

    /** What this run noted about an object. */
    public synchronized Optional<Row> find(Kind kind, String fromId) {
      return Optional.ofNullable(rows.getOrDefault(kind, Map.of()).get(fromId));
    }

    /** Puts what was noted since the last time. */
    public synchronized void flush() {
      if (pending.isEmpty()) {
        return;
      }
      StringBuilder text = new StringBuilder(Tree.text(head(before)));
      text.append('\n');
      pending.forEach(row -> text.append(Json.line(row)).append('\n'));
      documents.putIfAbsent(
          JOURNAL.resolve(
              ObjectPath.of(
                  "%s/%s-%06d.jsonl"
                      .formatted(padded(before.generation()), run, documentsWritten++))),
          text.toString().getBytes(StandardCharsets.UTF_8));
      pending.clear();
    }
  }
}
