package io.twinlake.core.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.json.Json;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectVersion;
import java.time.Instant;
import java.util.Optional;

/**
 * Writes a ledger row as one line of JSON and reads it back. Names are short because a ledger has
 * millions of them.
 */
public final class RowCodec {
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Line(
      @JsonProperty("ds") String dataset,
      @JsonProperty("path") String path,
      @JsonProperty("op") String op,
      @JsonProperty("src") String source,
      @JsonProperty("srcLen") long sourceSize,
      @JsonProperty("listed") String listedAt,
      @JsonProperty("tgt") String target,
      @JsonProperty("tgtLen") long targetSize,
      @JsonProperty("crc64") String crc64,
      @JsonProperty("proof") String proof,
      @JsonProperty("history") String history,
      @JsonProperty("rp") long recoveryPoint,
      @JsonProperty("epoch") long epoch,
      @JsonProperty("time") String time) {}

  private RowCodec() {}

  public static String encode(LedgerRow row) {
    return Json.line(
        new Line(
            row.dataset(),
            row.path().value(),
            row.isPut() ? "put" : "delete",
            row.sourceVersion().encoded(),
            row.sourceSize(),
            row.listedAt().toString(),
            row.targetVersion().encoded(),
            row.targetSize(),
            row.crc64().map(Crc64::hex).orElse(null),
            row.proof().name(),
            row.history().orElse(null),
            row.recoveryPoint(),
            row.epoch(),
            row.time().toString()));
  }

  /**
   * @param where what to call the line's place in an error
   */
  public static LedgerRow decode(String text, String where) {
    Line line = Json.parse(text, Line.class, where);
    try {
      return row(line);
    } catch (RuntimeException e) {
      // A field is missing, or is not what it should be.
      throw Json.damaged(where, String.valueOf(e.getMessage()), e);
    }
  }

  private static LedgerRow row(Line line) {
    return new LedgerRow(
        line.dataset(),
        ObjectPath.of(line.path()),
        op(line.op()),
        ObjectVersion.decode(line.source()),
        line.sourceSize(),
        Instant.parse(line.listedAt()),
        ObjectVersion.decode(line.target()),
        line.targetSize(),
        Optional.ofNullable(line.crc64()).map(Crc64::parseHex),
        Proof.valueOf(line.proof()),
        Optional.ofNullable(line.history()),
        line.recoveryPoint(),
        line.epoch(),
        Instant.parse(line.time()));
  }

  /** Anything unknown is refused: read as a deletion it would take a replica away. */
  private static LedgerRow.Op op(String text) {
    return switch (text) {
      case "put" -> LedgerRow.Op.PUT;
      case "delete" -> LedgerRow.Op.DELETE;
      default -> throw new IllegalArgumentException("Unknown op '" + text + "'");
    };
  }
}
