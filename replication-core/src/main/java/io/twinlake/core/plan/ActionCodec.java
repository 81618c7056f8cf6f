package io.twinlake.core.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RowCodec;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectVersion;
import java.util.Optional;

/**
 * Writes an action as one line of JSON and reads it back: the form in which plans travel between
 * the JVMs of a cluster.
 */
public final class ActionCodec {
  private static final String WHERE = "A planned action in transit";

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Line(
      @JsonProperty("do") String kind,
      @JsonProperty("why") Reason reason,
      @JsonProperty("entry") String entry,
      @JsonProperty("expected") String expected,
      @JsonProperty("expectedLen") long expectedBytes,
      @JsonProperty("claim") String claim,
      @JsonProperty("row") String row,
      @JsonProperty("path") String path,
      @JsonProperty("len") long bytes) {}

  private ActionCodec() {}

  public static String encode(PlanAction action) {
    return Json.line(action.match(new Encoding()));
  }

  public static PlanAction decode(String text) {
    Line line = Json.parse(text, Line.class, WHERE);
    return switch (line.kind()) {
      case "copy" ->
          new PlanAction.Copy(
              EntryCodec.decode(line.entry()),
              expected(line),
              line.expectedBytes(),
              row(line.row()),
              line.reason());
      case "adopt" ->
          new PlanAction.Adopt(
              EntryCodec.decode(line.entry()),
              expected(line),
              line.expectedBytes(),
              row(line.claim()),
              row(line.row()),
              line.reason());
      case "delete" -> new PlanAction.Delete(row(line.row()).orElseThrow());
      case "keep" -> new PlanAction.Keep(ObjectPath.of(line.path()), line.bytes(), line.reason());
      case "skip" -> new PlanAction.Skip(ObjectPath.of(line.path()), line.bytes(), line.reason());
      default -> throw new IllegalArgumentException("Not an action: " + line.kind());
    };
  }

  private static Expected expected(Line line) {
    return line.expected() == null
        ? Expected.absent()
        : Expected.version(ObjectVersion.decode(line.expected()));
  }

  private static Optional<LedgerRow> row(String line) {
    return Optional.ofNullable(line).map(l -> RowCodec.decode(l, WHERE));
  }

  private static final class Encoding implements PlanAction.Cases<Line> {
    @Override
    public Line copy(PlanAction.Copy copy) {
      return new Line(
          "copy",
          copy.reason(),
          EntryCodec.encode(copy.source()),
          version(copy.expected()),
          copy.expectedBytes(),
          null,
          line(copy.prior()),
          null,
          0);
    }

    @Override
    public Line adopt(PlanAction.Adopt adopt) {
      return new Line(
          "adopt",
          adopt.reason(),
          EntryCodec.encode(adopt.source()),
          version(adopt.found()),
          adopt.foundBytes(),
          line(adopt.claim()),
          line(adopt.prior()),
          null,
          0);
    }

    @Override
    public Line delete(PlanAction.Delete delete) {
      return new Line(
          "delete", delete.reason(), null, null, 0, null, RowCodec.encode(delete.row()), null, 0);
    }

    @Override
    public Line keep(PlanAction.Keep keep) {
      return plain("keep", keep);
    }

    @Override
    public Line skip(PlanAction.Skip skip) {
      return plain("skip", skip);
    }

    private static Line plain(String kind, PlanAction action) {
      return new Line(
          kind, action.reason(), null, null, 0, null, null, action.path().value(), action.bytes());
    }

    private static String version(Expected expected) {
      return expected.version().map(ObjectVersion::encoded).orElse(null);
    }

    private static String line(Optional<LedgerRow> row) {
      return row.map(RowCodec::encode).orElse(null);
    }
  }
}
