package io.twinlake.jobs.spark;

import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.Proof;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectVersion;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The columns of a segment in Parquet, and a row in them. */
final class LedgerColumns {
  /** Kept in the file's own metadata. */
  static final String FORMAT_KEY = "twinlake.format";

  static final String FORMAT = "ledger-segment/1.0";

  static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message ledger_row {
            required binary dataset (STRING);
            required binary path (STRING);
            required binary op (STRING);
            required binary source_version (STRING);
            required int64 source_size;
            required int64 listed_at (TIMESTAMP(MICROS,true));
            required binary target_version (STRING);
            required int64 target_size;
            optional int64 crc64;
            required binary proof (STRING);
            optional binary history (STRING);
            required int64 recovery_point;
            required int64 epoch;
            required int64 time (TIMESTAMP(MICROS,true));
          }
          """);

  private LedgerColumns() {}

  static void write(LedgerRow row, RecordConsumer out) {
    out.startMessage();
    text(out, "dataset", row.dataset());
    text(out, "path", row.path().value());
    text(out, "op", row.op().name());
    text(out, "source_version", row.sourceVersion().encoded());
    number(out, "source_size", row.sourceSize());
    number(out, "listed_at", micros(row.listedAt()));
    text(out, "target_version", row.targetVersion().encoded());
    number(out, "target_size", row.targetSize());
    row.crc64().ifPresent(crc -> number(out, "crc64", crc.value()));
    text(out, "proof", row.proof().name());
    row.history().ifPresent(uri -> text(out, "history", uri));
    number(out, "recovery_point", row.recoveryPoint());
    number(out, "epoch", row.epoch());
    number(out, "time", micros(row.time()));
    out.endMessage();
  }

  static LedgerRow row(Group group) {
    return new LedgerRow(
        text(group, "dataset"),
        ObjectPath.of(text(group, "path")),
        LedgerRow.Op.valueOf(text(group, "op")),
        ObjectVersion.decode(text(group, "source_version")),
        number(group, "source_size"),
        instant(number(group, "listed_at")),
        ObjectVersion.decode(text(group, "target_version")),
        number(group, "target_size"),
        has(group, "crc64") ? Optional.of(new Crc64(number(group, "crc64"))) : Optional.empty(),
        Proof.valueOf(text(group, "proof")),
        has(group, "history") ? Optional.of(text(group, "history")) : Optional.empty(),
        number(group, "recovery_point"),
        number(group, "epoch"),
        instant(number(group, "time")));
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time.truncatedTo(ChronoUnit.MICROS));
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static void text(RecordConsumer out, String column, String value) {
    int index = SCHEMA.getFieldIndex(column);
    out.startField(column, index);
    out.addBinary(Binary.fromString(value));
    out.endField(column, index);
  }

  private static void number(RecordConsumer out, String column, long value) {
    int index = SCHEMA.getFieldIndex(column);
    out.startField(column, index);
    out.addLong(value);
    out.endField(column, index);
  }

  private static boolean has(Group group, String column) {
    return group.getFieldRepetitionCount(column) > 0;
  }

  private static String text(Group group, String column) {
    return group.getString(column, 0);
  }

  private static long number(Group group, String column) {
    return group.getLong(column, 0);
  }
}
