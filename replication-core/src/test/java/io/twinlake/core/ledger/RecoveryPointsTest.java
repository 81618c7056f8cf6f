package io.twinlake.core.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.json.Json;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryPointsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");

  private final MemoryStore control = new MemoryStore("control");
  private final RecoveryPoints points = new RecoveryPoints(new ControlDocuments(control));

  @Test
  void aPointReadsBackAsItWasCommitted() {
    points.commit(point(1, "run-a"));

    assertThat(points.newest().orElseThrow().point()).isEqualTo(point(1, "run-a"));
  }

  @Test
  void aControlRootThatIsNotThereHasNoPoints() {
    control.dropRoot();

    assertThat(points.newest()).isEmpty();
    points.commit(point(1, "run-a"));
    assertThat(points.newest()).isPresent();
  }

  @Test
  void theNewestIsTheOneWithTheHighestNumber() {
    for (int i = 1; i <= 11; i++) {
      points.commit(point(i, "run-" + i));
    }

    assertThat(points.newest().orElseThrow().point().number()).isEqualTo(11);
    assertThat(points.list())
        .extracting(e -> ControlPaths.number(e.path()))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
  }

  @Test
  void theHashIsThatOfTheDocumentsBytes() {
    points.commit(point(1, "run-a"));

    assertThat(points.newest().orElseThrow().hash())
        .hasSize(64)
        .isEqualTo(points.newest().orElseThrow().hash())
        .isNotEqualTo(hashOf(point(1, "run-b")));
  }

  @Test
  void theLosersMessageNamesTheWinnerAndSaysWhatNext() {
    points.commit(point(1, "run-a"));

    assertThatThrownBy(() -> points.commit(point(1, "run-b")))
        .isInstanceOf(RecoveryPointTakenException.class)
        .hasMessageContainingAll("recovery point 1", "run-a", "adopted", "Run replicate again");
    assertThat(points.newest().orElseThrow().point().run()).isEqualTo("run-a");
  }

  /** A lost answer: our own document there is a success. */
  @Test
  void committingTheSamePointAgainIsASuccess() {
    points.commit(point(1, "run-a"));

    points.commit(point(1, "run-a"));

    assertThat(points.list()).hasSize(1);
  }

  @Test
  void exactlyOneOfManyCommits() throws InterruptedException {
    int runs = 32;
    ExecutorService threads = Executors.newFixedThreadPool(runs);
    try {
      List<Callable<String>> races = new ArrayList<>();
      for (int i = 0; i < runs; i++) {
        String run = "run-" + i;
        races.add(
            () -> {
              points.commit(point(1, run));
              return run;
            });
      }
      List<String> winners = new ArrayList<>();
      List<String> losers = new ArrayList<>();
      for (Future<String> race : threads.invokeAll(races)) {
        try {
          winners.add(race.get());
        } catch (ExecutionException e) {
          losers.add(e.getCause().getMessage());
        }
      }
      assertThat(winners).hasSize(1);
      assertThat(losers)
          .hasSize(runs - 1)
          .allSatisfy(message -> assertThat(message).contains("run " + winners.get(0) + " "));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anUnknownMajorIsRefusedAndANewerMinorIsRead() {
    String document = new String(Json.document(point(1, "run-a")), UTF_8);
    write(
        1,
        document
            .replace("recovery-point/1.2", "recovery-point/1.9")
            .replace("\"pair\"", "\"new\":{},\"pair\""));
    assertThat(points.newest().orElseThrow().point().run()).isEqualTo("run-a");

    write(2, document.replace("recovery-point/1.2", "recovery-point/2.0"));
    assertThatThrownBy(points::newest)
        .isInstanceOf(ReplicationException.class)
        .hasMessageContainingAll(
            "Recovery point recovery-points/0000000002.json", "recovery-point/2.0", "1.x");

    write(3, document.replace("recovery-point/1.2", "recovery-point/10.0"));
    assertThatThrownBy(points::newest).hasMessageContaining("recovery-point/10.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "{\"format\":\"recovery-point/1.0\"}",
        "{\"format\":\"recovery-point/1.0\",\"number\":\"one\"}",
        "{\"format\":\"recovery-point/1.0\",\"number\":1,\"run\":\"r\",\"datasets\":{}}",
        "{\"format\":\"recovery-point/1.0\",\"number\":1,\"run\":\"r\",\"datasets\":{},\"segments\":7}"
      })
  void aDamagedDocumentIsNamedAndNeverTakenForNone(String document) {
    write(1, document);

    assertThatThrownBy(points::newest)
        .isInstanceOf(ReplicationException.class)
        .hasMessageContaining("Recovery point recovery-points/0000000001.json");
  }

  private String hashOf(RecoveryPoint point) {
    MemoryStore other = new MemoryStore("other");
    RecoveryPoints chain = new RecoveryPoints(new ControlDocuments(other));
    chain.commit(point);
    return chain.newest().orElseThrow().hash();
  }

  private void write(long number, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    ObjectPath path = ControlPaths.point(number);
    control.write(
        path,
        new ByteArrayInputStream(bytes),
        bytes.length,
        ObjectMetadata.NONE,
        control.find(path).map(e -> Expected.version(e.version())).orElse(Expected.absent()));
  }

  private static RecoveryPoint point(long number, String run) {
    DatasetPoint orders =
        new DatasetPoint(
            DatasetPoint.State.PARTIAL,
            NOW,
            Optional.of(NOW.minusSeconds(60)),
            Optional.of(7L),
            3,
            1L << 40,
            RootHash.EMPTY.hex(),
            1,
            2,
            3,
            4,
            5,
            Optional.of("nightly"),
            Duration.ofMinutes(15),
            Duration.ofHours(4),
            Optional.of(new TableTotals(3, 1, 1, 7, Duration.ofMinutes(5))),
            Optional.of(new Hold(Hold.State.RESTORED, 3, NOW, "a-run")));
    return new RecoveryPoint(
        RecoveryPoint.FORMAT_NOW,
        "sales",
        number,
        Optional.of("abc"),
        "east",
        "west",
        run,
        1,
        NOW,
        NOW.plusSeconds(60),
        new TreeMap<>(Map.of("orders", orders)),
        List.of(new Segment("ledger/x", "jsonl", 1, 2, "s:3", "a\0b", "c\0d", number, true)),
        4,
        Optional.of(new TablesDocument("tables/x", "0a", 3)),
        Optional.of("20261122T060000Z-1"));
  }
}
