package io.twinlake.validation.report;

import io.twinlake.validation.DatasetValidation;
import io.twinlake.validation.Disagreement;
import io.twinlake.validation.PartitionDifference;
import io.twinlake.validation.RowDifference;
import io.twinlake.validation.TableValidation;
import java.util.Comparator;
import java.util.List;

/** The tables of a dataset, compared by rows: which partitions differ, and some of the rows. */
final class TablesPart {
  private static final int TABLES = 60;
  private static final int PARTITIONS = 20;
  private static final int ROWS = 5;

  private final Html html;

  TablesPart(Html html) {
    this.html = html;
  }

  void write(DatasetValidation dataset) {
    List<TableValidation> tables =
        dataset.tables().stream()
            .sorted(Comparator.comparing(t -> -Standing.of(t.outcome()).ordinal()))
            .toList();
    if (tables.isEmpty()) {
      return;
    }
    html.begin("ol", "class", "findings tables");
    tables.stream().limit(TABLES).forEach(this::table);
    html.end();
    if (tables.size() > TABLES) {
      html.element(
          "p",
          "And %s more; all of them are in the kept document."
              .formatted(Words.count(tables.size() - TABLES, "table", "tables")),
          "class",
          "quiet");
    }
  }

  private void table(TableValidation table) {
    html.begin("li");
    Standing.of(table.outcome()).mark(html);
    html.begin("div").begin("p");
    html.name(table.path().isEmpty() ? "(the dataset itself)" : table.path());
    html.element("span", table.format(), "class", "tag").end();
    html.begin("p", "class", "quiet").element("b", table.outcome().words());
    html.text(
        " · %s at the source, %s at the target, in %s"
            .formatted(
                Words.count(table.source().rows(), "row", "rows"),
                Words.count(table.target().rows()),
                Words.count(table.partitions(), "partition", "partitions")));
    if (!table.detail().isEmpty()) {
      html.text(" · " + table.detail());
    }
    html.end();
    table.schema().forEach(line -> html.element("p", "Schema: " + line, "class", "quiet"));
    table.disagreement().ifPresent(this::disagreement);
    for (PartitionDifference partition :
        table.differences().subList(0, Math.min(PARTITIONS, table.differences().size()))) {
      partition(partition);
    }
    long more = Math.max(0, table.differences().size() - PARTITIONS) + table.moreDifferences();
    if (more > 0) {
      html.element(
          "p",
          "And %s that are not equal."
              .formatted(Words.count(more, "more partition", "more partitions")),
          "class",
          "quiet");
    }
    html.end().end();
  }

  private void disagreement(Disagreement keys) {
    html.element(
        "p",
        "%s of %s disagree (%s): %s differ, %s only at the source, %s only at the target."
            .formatted(
                Words.count(keys.keys() - keys.equal()),
                Words.count(keys.keys(), "key", "keys"),
                Words.percent(keys.keys() - keys.equal(), keys.keys()),
                Words.count(keys.differing()),
                Words.count(keys.onlyAtSource()),
                Words.count(keys.onlyAtTarget())),
        "class",
        "quiet");
  }

  private void partition(PartitionDifference partition) {
    html.begin("p", "class", "part").name(PartitionOrder.label(partition.partition()));
    html.text(
        ": %s, %s at the source, %s at the target"
            .formatted(
                partition.outcome().words(),
                Words.count(partition.source().rows(), "row", "rows"),
                Words.count(partition.target().rows())));
    html.text(partition.detail().isEmpty() ? "" : " · " + partition.detail()).end();
    for (RowDifference row : partition.rows().subList(0, Math.min(ROWS, partition.rows().size()))) {
      html.begin("p", "class", "hashes").name(row.key());
      html.text(": %d at the source, %d at the target".formatted(row.atSource(), row.atTarget()))
          .end();
    }
    long more = Math.max(0, partition.rows().size() - ROWS) + partition.moreRows();
    if (more > 0) {
      html.element("p", "and " + Words.count(more, "more row", "more rows"), "class", "hashes");
    }
  }
}
