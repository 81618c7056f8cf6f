package io.twinlake.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.memory.MemoryStoreProvider;
import io.twinlake.core.run.RepairResult;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.jobs.Twinlake;
import io.twinlake.validation.Level;
import io.twinlake.validation.ValidationListener;
import io.twinlake.validation.ValidationRequest;
import io.twinlake.validation.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The demo's own lake in memory, by the library's API, without Spark. */
class HealthScriptTest {
  private final String id = UUID.randomUUID().toString().substring(0, 8);
  private final List<String> told = new ArrayList<>();

  private URI uri(String name) {
    return URI.create("memory://%s-%s/".formatted(id, name));
  }

  private ObjectStore store(String name) {
    return MemoryStoreProvider.store(uri(name));
  }

  private Settings settings() {
    return Settings.load(
        """
        format: settings/1
        pair: demo
        sites:
          east: { raw: '%s', staging: '%s', control: '%s' }
          west: { raw: '%s', staging: '%s', control: '%s' }
        replicate: { from: east, to: west }
        datasets:
          - name: orders
            root: raw/orders
            partitions: { date: { from: 2026-01-01, outside: report } }
            ready: _SUCCESS
          - { name: clicks, root: raw/clicks }
          - { name: staging, root: staging }
        """
            .formatted(uri("er"), uri("es"), uri("ec"), uri("wr"), uri("ws"), uri("wc")),
        "test.yaml");
  }

  /** What the commands do, without a terminal. */
  private final class Called implements Steps {
    private final Twinlake twinlake = Twinlake.local(settings(), Map.of());

    @Override
    public void replicate() {
      twinlake.replicate();
    }

    @Override
    public void replicate(Set<String> released) {
      throw new AssertionError("nothing is held here");
    }

    @Override
    public void restore(long point, String dataset, boolean apply) {
      throw new AssertionError("nothing is put back here");
    }

    @Override
    public long newestPoint() {
      return twinlake.recoveryPoints(1).get(0).number();
    }

    @Override
    public void plan() {}

    @Override
    public void status() {}

    @Override
    public void validate(boolean same) {
      Verdict verdict =
          twinlake
              .validate(
                  new ValidationRequest(
                      Level.CONTENT, Optional.empty(), Optional.empty(), Set.of()),
                  ValidationListener.SILENT)
              .verdict();
      told.add(verdict.name());
      assertThat(verdict).isEqualTo(same ? Verdict.CLEAN : Verdict.DIFFERENCES);
    }

    @Override
    public void repair(boolean yes) {
      RepairResult result =
          yes ? twinlake.repair(Optional.empty()) : twinlake.planRepair(Optional.empty());
      told.add(result.outcome() + " " + result.of(RepairResult.Step.COPY));
    }

    @Override
    public void report() {
      told.add(
          new String(twinlake.report(Optional.empty()).html(), StandardCharsets.UTF_8)
                  .contains("Past validations")
              ? "report"
              : "no report");
    }
  }

  @Test
  void aRottenByteIsFoundAndHealed() {
    for (String root : List.of("wr", "ws", "wc", "ec")) {
      store(root).createRoot();
    }
    DemoLake lake = new DemoLake(store("er"), store("es"), HealthScriptTest::orders);
    Steps steps = new Called();
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    lake.fill();
    steps.replicate();
    lake.change();
    steps.replicate();

    new HealthScript(store("wr"), steps, nowhere).show(step -> {});

    assertThat(told)
        .containsExactly("CLEAN", "DIFFERENCES", "PLANNED 1", "REPAIRED 1", "CLEAN", "report");
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
}
