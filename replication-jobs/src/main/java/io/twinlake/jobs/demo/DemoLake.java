package io.twinlake.jobs.demo;

import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The lake of the demo's source. It remembers nothing outside itself: which rounds of changes it
 * has seen shows in its newest partition, so a demo can be run again and again.
 */
final class DemoLake {
  /** Written last, so that a lake that was left half filled is filled up. */
  private static final ObjectPath COMPLETE = ObjectPath.of("_complete");

  private final ObjectStore raw;
  private final ObjectStore staging;
  private final Function<List<LocalDate>, List<LakeFile>> orders;

  DemoLake(ObjectStore raw, ObjectStore staging, Function<List<LocalDate>, List<LakeFile>> orders) {
    this.raw = raw;
    this.staging = staging;
    this.orders = orders;
  }

  /**
   * Fills an empty lake, and the rest of a half filled one.
   *
   * @return how many objects were written; 0 if the lake was there
   */
  int fill() {
    raw.createRoot();
    staging.createRoot();
    if (staging.find(COMPLETE).isPresent()) {
      return 0;
    }
    List<LakeFile> rawFiles = new ArrayList<>(PlainFiles.raw());
    List<LocalDate> days =
        Stream.concat(
                Stream.of(Orders.OLD_DAY),
                IntStream.range(0, Orders.DAYS).mapToObj(Orders.FIRST_DAY::plusDays))
            .toList();
    rawFiles.addAll(orders.apply(days));
    int written = writeAbsent(raw, rawFiles) + writeAbsent(staging, PlainFiles.staging());
    return written + writeAbsent(staging, List.of(LakeFile.empty(COMPLETE.value())));
  }

  /**
   * Changes the lake once more: a new partition, an object overwritten with the same length, one
   * object less and one more.
   *
   * @return what was done, a line each
   */
  List<String> change() {
    int round = roundsSeen() + 1;
    LocalDate day = day(round);
    LakeFile rewritten = PlainFiles.clicksOf(round);
    ObjectPath gone = ObjectPath.of(PlainFiles.exportPath(round));
    LakeFile added = PlainFiles.export(PlainFiles.exportAddedBy(round));

    overwrite(raw, rewritten);
    writeAbsent(staging, List.of(added));
    staging.find(gone).ifPresent(entry -> staging.delete(gone, entry.version()));
    // The partition's marker ends the round, so a round that was cut short is done again.
    writeAbsent(raw, orders.apply(List.of(day)));
    return List.of(
        "new partition      raw/orders/date=" + day,
        "overwritten        raw/" + rewritten.path() + " (other bytes, the same length)",
        "new                staging/" + added.path(),
        "deleted            staging/" + gone);
  }

  private int roundsSeen() {
    int seen = 0;
    while (raw.find(ObjectPath.of(Orders.partition(day(seen + 1)) + "_SUCCESS")).isPresent()) {
      seen++;
    }
    return seen;
  }

  private static LocalDate day(int round) {
    return Orders.FIRST_DAY.plusDays(Orders.DAYS + round - 1L);
  }

  private static int writeAbsent(ObjectStore store, List<LakeFile> files) {
    int written = 0;
    for (LakeFile file : files) {
      if (store.find(file.path()).isEmpty()) {
        write(store, file, Expected.absent());
        written++;
      }
    }
    return written;
  }

  private static void overwrite(ObjectStore store, LakeFile file) {
    Optional<ObjectEntry> there = store.find(file.path());
    write(store, file, there.map(e -> Expected.version(e.version())).orElseGet(Expected::absent));
  }

  private static void write(ObjectStore store, LakeFile file, Expected expected) {
    store.write(
        file.path(),
        file.open(),
        file.sizeBytes(),
        ObjectMetadata.of(
            Map.of("Content-Type", file.contentType()), Map.of("written_by", "twinlake_demo")),
        expected);
  }
}
