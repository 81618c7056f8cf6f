package io.twinlake.jobs.validate;

import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RowCodec;
import io.twinlake.core.plan.EntryCodec;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.validation.Finding;
import io.twinlake.validation.LargePair;
import io.twinlake.validation.ObjectEngine;
import io.twinlake.validation.Pair;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What travels between the tasks of a comparison, one thing a row: what lists saw, pairs that are
 * to be read, parts of large ones, findings, and counts.
 */
final class ObjectRows {
  static final String KIND = "kind";

  /** The path in UTF-8, as Spark orders bytes unsigned. */
  static final String PATH = "path";

  static final String A = "a";
  static final String B = "b";
  static final String N = "n";
  static final String M = "m";

  static final StructType COLUMNS =
      new StructType()
          .add(KIND, DataTypes.IntegerType, false)
          .add(PATH, DataTypes.BinaryType, true)
          .add(A, DataTypes.StringType, true)
          .add(B, DataTypes.StringType, true)
          .add("c", DataTypes.StringType, true)
          .add(N, DataTypes.LongType, false)
          .add(M, DataTypes.LongType, false);

  /** What was seen; in the order in which {@link PairReader} wants them. */
  static final int SOURCE = 0;

  static final int TARGET = 1;
  static final int LEDGER = 2;
  static final int DIRECTORY = 3;

  /** What is to be read: by one task, or by many. */
  static final int PAIR = 4;

  static final int LARGE = 5;
  static final int PART = 6;

  /** What came of a part; sorted, it stands behind its {@link #LARGE}. */
  static final int ANSWER = 7;

  /** What came of all. */
  static final int FINDING = 8;

  static final int COUNT = 9;
  static final int TOTAL = 10;

  private static final String WHERE = "A ledger row in transit";

  private ObjectRows() {}

  private static Row row(int kind, String path, String a, String b, String c, long n, long m) {
    return RowFactory.create(
        kind, path == null ? null : path.getBytes(StandardCharsets.UTF_8), a, b, c, n, m);
  }

  static boolean is(Row row, int kind) {
    return row.getInt(0) == kind;
  }

  static Row listed(int side, ObjectEntry entry) {
    return row(side, entry.path().value(), EntryCodec.encode(entry), null, null, 0, 0);
  }

  static ObjectEntry entry(Row row) {
    return EntryCodec.decode(row.getString(2));
  }

  /**
   * A row of the ledger.
   *
   * @param age of two rows of one path the one with the higher age is the newer
   */
  static Row ledger(LedgerRow ledger, long age) {
    return row(LEDGER, ledger.path().value(), RowCodec.encode(ledger), null, null, age, 0);
  }

  static LedgerRow ledger(Row row) {
    return RowCodec.decode(row.getString(2), WHERE);
  }

  static long age(Row row) {
    return row.getLong(5);
  }

  /** A directory that is still to be listed. */
  static Row directory(ObjectPrefix prefix) {
    return row(DIRECTORY, prefix.value(), prefix.value(), null, null, 0, 0);
  }

  static String directory(Row row) {
    return row.getString(2);
  }

  /** A pair that is to be read. */
  static Row pair(Pair pair, boolean large) {
    String recorded = pair.row().map(RowCodec::encode).orElse(null);
    return row(
        large ? LARGE : PAIR,
        pair.path().value(),
        // What the point recorded follows from its row.
        recorded != null ? null : pair.source().map(EntryCodec::encode).orElse(null),
        pair.target().map(EntryCodec::encode).orElse(null),
        recorded,
        bytes(pair.source()) + bytes(pair.target()),
        0);
  }

  private static long bytes(Optional<ObjectEntry> entry) {
    return entry.map(ObjectEntry::sizeBytes).orElse(0L);
  }

  static Pair pair(Row row) {
    Optional<ObjectEntry> target = Optional.ofNullable(row.getString(3)).map(EntryCodec::decode);
    return row.isNullAt(4)
        ? Pair.of(Optional.ofNullable(row.getString(2)).map(EntryCodec::decode), target)
        : Pair.of(RowCodec.decode(row.getString(4), WHERE), target);
  }

  /** A part of a large pair that is to be hashed; the pair's own columns are kept. */
  static Row part(Row pair, LargePair.Part part) {
    return RowFactory.create(
        PART,
        pair.get(1),
        pair.get(2),
        pair.get(3),
        pair.get(4),
        part.atSource() ? part.offset() : -1 - part.offset(),
        part.length());
  }

  static LargePair.Part part(Row row) {
    long at = row.getLong(5);
    return new LargePair.Part(at >= 0, at >= 0 ? at : -1 - at, row.getLong(6));
  }

  /** What came of a part. */
  static Row answer(Row part, LargePair.Answer answer) {
    return RowFactory.create(
        ANSWER, part.get(1), answer.text(), null, null, part.getLong(5), part.getLong(6));
  }

  static LargePair.Answer answer(Row row) {
    return new LargePair.Answer(part(row), row.getString(2));
  }

  static Row finding(Finding finding) {
    return row(FINDING, finding.path().value(), Json.line(finding), null, null, 0, 0);
  }

  static Finding finding(Row row) {
    return Json.parse(row.getString(2), Finding.class, "A finding in transit");
  }

  /** All that a task counted. */
  static List<Row> counts(ObjectEngine.Tally tally, long bytesRead) {
    List<Row> rows = new ArrayList<>();
    tally
        .partitions()
        .forEach(
            (partition, outcomes) ->
                outcomes.forEach(
                    (outcome, count) ->
                        rows.add(
                            row(
                                COUNT,
                                null,
                                partition,
                                outcome.name(),
                                null,
                                count.objects(),
                                count.bytes()))));
    rows.add(row(TOTAL, null, null, null, null, tally.byContent(), bytesRead));
    return rows;
  }
}
