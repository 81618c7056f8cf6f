package io.twinlake.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.Proof;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ActionCodecTest {
  private static final Instant TIME = Instant.parse("2026-11-21T03:15:00.123456789Z");

  private static final List<String> HOSTILE =
      List.of(
          "a",
          " ",
          "a b ",
          "x=1/y=2",
          "a//b/",
          "x/../z",
          "%2F%00?#&",
          "back\\slash",
          "\"quoted\" 'single'",
          "line\nbreak\r\ttab",
          "\u0000\u001f\u007f\u2028",
          "{\"path\":null}",
          "\ufffd\uff5e\ue000",
          "\ud83d\ude00\ud834\udd1e",
          "n".repeat(1024));

  @Test
  void entriesComeBackWhateverTheirName() {
    for (String name : HOSTILE) {
      assertBack(entry(name, ObjectMetadata.NONE));
    }
  }

  @Test
  void entriesComeBackWithMetadataAndOfEveryType() {
    ObjectMetadata metadata =
        ObjectMetadata.of(
            Map.of("Content-Type", "text/csv; charset=\"utf-8\"", "Cache-Control", ""),
            Map.of("Owner", "\u00c5nn \ud83d\ude00", "owner", "", "twinlake_src", "s:0x1"));
    for (ObjectType type : ObjectType.values()) {
      assertBack(
          new ObjectEntry(
              ObjectPath.of("a"),
              Long.MAX_VALUE,
              ObjectVersion.weak(TIME, 7),
              TIME,
              type,
              metadata));
    }
  }

  @Test
  void actionsOfEveryKindComeBack() {
    for (String name : HOSTILE) {
      for (Optional<LedgerRow> row : List.of(Optional.<LedgerRow>empty(), Optional.of(row(name)))) {
        for (Expected expected :
            List.of(Expected.absent(), Expected.version(ObjectVersion.strong("0x8D\"1\"")))) {
          ObjectEntry entry = entry(name, ObjectMetadata.NONE);
          assertBack(
              new PlanAction.Copy(entry, expected, 5, row, Reason.NEW),
              new PlanAction.Adopt(entry, expected, 5, row, Optional.empty(), Reason.CLAIMED),
              new PlanAction.Adopt(entry, expected, 5, Optional.empty(), row, Reason.FOUND_MARKED));
        }
      }
      assertBack(
          new PlanAction.Delete(row(name)),
          new PlanAction.Keep(ObjectPath.of(name), 3, Reason.UNCHANGED),
          new PlanAction.Skip(ObjectPath.of(name), 3, Reason.TABLE));
    }
  }

  @Test
  void everyReasonComesBack() {
    List<PlanAction> actions = new ArrayList<>();
    Stream.of(Reason.values())
        .forEach(reason -> actions.add(new PlanAction.Skip(ObjectPath.of("a"), 0, reason)));
    assertBack(actions.toArray(PlanAction[]::new));
  }

  private static void assertBack(ObjectEntry entry) {
    assertThat(EntryCodec.decode(EntryCodec.encode(entry))).isEqualTo(entry);
    assertThat(EntryCodec.encode(entry)).doesNotContain("\n");
  }

  private static void assertBack(PlanAction... actions) {
    for (PlanAction action : actions) {
      assertThat(ActionCodec.decode(ActionCodec.encode(action))).isEqualTo(action);
    }
  }

  private static ObjectEntry entry(String path, ObjectMetadata metadata) {
    return new ObjectEntry(
        ObjectPath.of(path), 10, ObjectVersion.strong("0x1"), TIME, ObjectType.FILE, metadata);
  }

  private static LedgerRow row(String path) {
    return new LedgerRow(
        "orders",
        ObjectPath.of(path),
        LedgerRow.Op.PUT,
        ObjectVersion.strong("0x1"),
        10,
        TIME,
        ObjectVersion.weak(TIME, 10),
        10,
        Optional.of(new Crc64(-1)),
        Proof.COMPARED,
        Optional.of("abfs://h@a/0000000002/" + "orders/x"),
        2,
        1,
        TIME);
  }
}
