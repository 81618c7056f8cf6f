package io.twinlake.validation;

import static io.twinlake.validation.TwoSites.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.JsonLines;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.core.traffic.Traffic;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of what an engine tells of tables. The engine is one that reads nothing. */
class TableStepTest {
  private final TwoSites sites = new TwoSites();
  private final List<PartitionDifference> told = new ArrayList<>();
  private final List<String> schema = new ArrayList<>();
  private final List<TableRequest> asked = new ArrayList<>();
  private final List<List<String>> narrowed = new ArrayList<>();
  private String broken = "";

  @BeforeEach
  void tablesAtBothSites() {
    for (String path :
        List.of("orders/t/day=1/x.parquet", "orders/u/_delta_log/00000000000000000003.json")) {
      put(sites.source, path, path);
      put(sites.target, path, path);
    }
  }

  private final class Engine implements TableEngine {
    @Override
    public Opened open(TableRequest request) {
      asked.add(request);
      if (request.name().equals(broken)) {
        throw new ReplicationException(
            Effect.NONE_MAY_RETRY, "x.parquet cannot be read: not Parquet");
      }
      boolean first = request.name().equals("orders/t/");
      return new Opened() {
        @Override
        public List<String> schema() {
          return first ? schema : List.of();
        }

        @Override
        public List<String> partitionedBy() {
          return request.partitionedBy();
        }

        @Override
        public TableRead read(Consumer<PartitionDifference> each) {
          if (first) {
            told.forEach(each);
          } else {
            each.accept(partition("", Outcome.MATCH, 5, 5));
          }
          return new TableRead(
              side(7), side(7), Optional.empty(), new Cost(Traffic.NONE, 14, 99, 2));
        }

        @Override
        public Map<String, List<RowDifference>> rows(List<String> partitions, int most) {
          narrowed.add(partitions);
          return Map.of(partitions.get(0), List.of(new RowDifference("id=17", 1, 0)));
        }

        @Override
        public void close() {}
      };
    }
  }

  private static TableSide side(long rows) {
    return new TableSide(rows, "0".repeat(32), Optional.empty());
  }

  private static PartitionDifference partition(
      String name, Outcome outcome, long left, long right) {
    return new PartitionDifference(name, outcome, side(left), side(right), "", List.of(), 0);
  }

  private ValidationResult run(Optional<TableEngine> engine) {
    return new Validation(
            sites.settings(),
            new Stores(new StoreContext(Map.of(), "test"), sites.wrapping),
            List.of(JsonLines.FORMAT),
            Clock.systemUTC(),
            ValidationListener.SILENT,
            new ValidationTools(
                engine, Optional.empty(), Optional.empty(), Optional.empty(), () -> Traffic.NONE))
        .run(new ValidationRequest(Level.TABLE, Optional.empty(), Optional.empty(), Set.of()));
  }

  private DatasetValidation orders() {
    return run(Optional.of(new Engine())).datasets().get(0);
  }

  @Test
  void everyPartitionIsOnePathAndEqualOnesAreClean() {
    told.add(partition("day=1/", Outcome.MATCH, 4, 4));
    told.add(partition("day=2/", Outcome.MATCH, 3, 3));
    ValidationResult result = run(Optional.of(new Engine()));
    assertThat(result.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(result.datasets().get(0).of(Outcome.MATCH)).isEqualTo(3);
    assertThat(result.cost().rowsRead()).isEqualTo(28);
    assertThat(asked)
        .extracting(TableRequest::sourceVersion)
        .containsExactly(Optional.empty(), Optional.of(3L));
    assertThat(narrowed).isEmpty();
  }

  @Test
  void aDifferenceIsNarrowedToItsRowsAndOneOutsideTheWindowIsNot() {
    sites.dataset = "{ name: orders, root: raw/orders, partitions: { day: { from: 2 } } }";
    told.add(partition("day=1/", Outcome.DIFFERS, 4, 5));
    told.add(partition("day=2/", Outcome.DIFFERS, 3, 3));
    told.add(partition("day=3/", Outcome.DIFFERS, 3, 0));
    DatasetValidation orders = orders();
    assertThat(orders.verdict()).isEqualTo(Verdict.DIFFERENCES);
    assertThat(orders.findings())
        .extracting(f -> f.path().value(), Finding::outcome)
        .containsExactly(
            tuple("t/day=1/", Outcome.OUTSIDE),
            tuple("t/day=2/", Outcome.DIFFERS),
            tuple("t/day=3/", Outcome.MISSING_AT_TARGET));
    assertThat(narrowed).containsExactly(List.of("day=2/", "day=3/"));
    assertThat(orders.findings().get(1).detail()).contains("id=17");
  }

  @Test
  void anUnreadablePartitionOrTableLeavesTheOthersAloneAndIsNeverClean() {
    told.add(partition("day=1/", Outcome.UNREADABLE, 0, 0));
    told.add(partition("day=2/", Outcome.MATCH, 3, 3));
    DatasetValidation orders = orders();
    assertThat(orders.verdict()).isEqualTo(Verdict.COULD_NOT_TELL);
    assertThat(orders.of(Outcome.MATCH)).isEqualTo(2);
    broken = "orders/t/";
    orders = orders();
    assertThat(orders.verdict()).isEqualTo(Verdict.COULD_NOT_TELL);
    assertThat(orders.of(Outcome.MATCH)).isEqualTo(1);
    assertThat(orders.findings().get(0).detail()).contains("x.parquet cannot be read");
  }

  @Test
  void anotherSchemaIsADifferenceThoughAllRowsAreEqual() {
    schema.add("amount is decimal(10,2) at the source, decimal(12,4) at the target");
    told.add(partition("day=1/", Outcome.MATCH, 4, 4));
    DatasetValidation orders = orders();
    assertThat(orders.verdict()).isEqualTo(Verdict.DIFFERENCES);
    assertThat(orders.tables().get(0).outcome()).isEqualTo(Outcome.DIFFERS);
  }

  @Test
  void aTableThatTheTargetLacksIsMissingAndOtherObjectsAreComparedByLength() {
    put(sites.source, "orders/v/x.parquet", "x");
    put(sites.source, "orders/notes.csv", "1");
    put(sites.target, "orders/notes.csv", "22");
    DatasetValidation orders = orders();
    assertThat(orders.findings())
        .extracting(f -> f.path().value(), Finding::outcome)
        .contains(tuple("v/", Outcome.MISSING_AT_TARGET), tuple("notes.csv", Outcome.DIFFERS));
  }

  @Test
  void withoutAnEngineNobodyCanTell() {
    ValidationResult result = run(Optional.empty());
    assertThat(result.verdict()).isEqualTo(Verdict.COULD_NOT_TELL);
    assertThat(result.datasets().get(0).unknown())
        .hasValueSatisfying(w -> assertThat(w).contains("Spark"));
  }

  @Test
  void aDatasetThatBothSitesWriteIsComparedByKeyAndItsFilesAreNot() {
    sites.dataset = "{ name: orders, root: raw/orders, mode: compare }";
    put(sites.source, "orders/only-here.csv", "x");
    told.add(partition("day=1/", Outcome.MATCH, 4, 4));
    DatasetValidation orders = orders();
    assertThat(asked).allMatch(TableRequest::byKey);
    assertThat(orders.verdict()).isEqualTo(Verdict.CLEAN);
  }
}
