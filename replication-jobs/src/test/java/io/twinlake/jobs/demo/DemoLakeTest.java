package io.twinlake.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectVersion;
import java.net.URI;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** With orders that are not Parquet, because that takes Spark; replication-it has them. */
class DemoLakeTest {
  private final ObjectStore raw = store("raw");
  private final ObjectStore staging = store("staging");
  private final DemoLake lake = new DemoLake(raw, staging, DemoLakeTest::orders);

  @Test
  void fillsAnEmptyLakeOnce() {
    assertThat(lake.fill()).isEqualTo(versions(raw).size() + versions(staging).size());
    Map<ObjectPath, ObjectVersion> before = versions(raw);
    assertThat(lake.fill()).isZero();
    assertThat(versions(raw)).isEqualTo(before);
  }

  @Test
  void holdsWhatHasBrokenCopiersBefore() {
    lake.fill();
    assertThat(versions(raw).keySet())
        .map(ObjectPath::value)
        .contains(
            "clicks/names/a b.json",
            "clicks/names/ü.json",
            "clicks/names/100%.json",
            "clicks/names/a+b.json",
            "orders/date=2026-11-17/_SUCCESS",
            "orders/date=2025-12-31/_SUCCESS");
    assertThat(entry(raw, "clicks/empty.json").sizeBytes()).isZero();
  }

  @Test
  void changesAPartitionAnObjectOfTheSameLengthAndADeletion() {
    lake.fill();
    ObjectEntry clicks = entry(raw, "clicks/2026/11/17/00.json");
    lake.change();
    ObjectEntry rewritten = entry(raw, "clicks/2026/11/17/00.json");
    assertThat(rewritten.sizeBytes()).isEqualTo(clicks.sizeBytes());
    assertThat(rewritten.version()).isNotEqualTo(clicks.version());
    assertThat(raw.find(ObjectPath.of("orders/date=2026-11-20/_SUCCESS"))).isPresent();
    assertThat(staging.find(ObjectPath.of("exports/export-0001.csv"))).isEmpty();
    assertThat(staging.find(ObjectPath.of("exports/export-0004.csv"))).isPresent();
  }

  @Test
  void changesSomethingElseInEachRound() {
    lake.fill();
    assertThat(lake.change()).doesNotContainAnyElementsOf(List.copyOf(lake.change()));
    lake.fill();
    assertThat(staging.find(ObjectPath.of("exports/export-0001.csv"))).isEmpty();
    assertThat(entries(staging, "exports/")).hasSize(3);
  }

  @Test
  void touchesNothingButWhatItNames() {
    lake.fill();
    Map<ObjectPath, ObjectVersion> before = versions(raw);
    lake.change();
    Map<ObjectPath, ObjectVersion> after = versions(raw);
    after.keySet().removeIf(p -> p.value().startsWith("orders/date=2026-11-20/"));
    assertThat(after.keySet()).isEqualTo(before.keySet());
    assertThat(after.entrySet())
        .filteredOn(e -> !before.get(e.getKey()).equals(e.getValue()))
        .singleElement()
        .satisfies(e -> assertThat(e.getKey()).hasToString("clicks/2026/11/17/00.json"));
  }

  private static List<LakeFile> orders(List<LocalDate> days) {
    return days.stream()
        .map(Orders::partition)
        .flatMap(
            partition ->
                Stream.of(
                    LakeFile.csv(partition + "part-00000.snappy.parquet", partition),
                    LakeFile.empty(partition + "_SUCCESS")))
        .toList();
  }

  private static ObjectStore store(String name) {
    return new MemoryStore(URI.create("memory://" + name + "/"), Clock.systemUTC());
  }

  private static ObjectEntry entry(ObjectStore store, String path) {
    return store.find(ObjectPath.of(path)).orElseThrow();
  }

  private static List<ObjectEntry> entries(ObjectStore store, String prefix) {
    try (Stream<ObjectEntry> listing = store.list(ObjectPrefix.directory(prefix))) {
      return listing.toList();
    }
  }

  private static Map<ObjectPath, ObjectVersion> versions(ObjectStore store) {
    return entries(store, "").stream()
        .collect(
            Collectors.toMap(ObjectEntry::path, ObjectEntry::version, (a, b) -> a, TreeMap::new));
  }
}
