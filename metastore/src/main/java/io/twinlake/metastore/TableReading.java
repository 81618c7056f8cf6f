package io.twinlake.metastore;

import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.Kind;
import io.twinlake.metastore.model.PartitionNames;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads what belongs to one table, partitions page by page. */
final class TableReading {
  private final MetastoreReader reader;
  private final int batch;

  TableReading(MetastoreReader reader, int batch) {
    this.reader = reader;
    this.batch = batch;
  }

  /**
   * Partitions called {@code names}, in that order within a page; those that are gone are left out.
   */
  void partitions(Item table, List<String> names, Consumer<List<Item>> page) {
    Key key = table.key();
    List<String> keys = PartitionNames.keys(table.raw());
    for (int i = 0; i < names.size(); i += batch) {
      List<String> some = names.subList(i, Math.min(names.size(), i + batch));
      List<Item> items = new ArrayList<>(some.size());
      reader
          .partitions(key.db(), key.name(), some)
          .forEach(
              raw ->
                  items.add(
                      new Item(
                          Key.partition(key.db(), key.name(), PartitionNames.of(keys, raw)), raw)));
      items.sort(java.util.Comparator.comparing(Item::key));
      page.accept(items);
    }
  }

  /**
   * Statistics of {@code table}, where {@code partitions} is empty, or of those partitions that say
   * that they have some.
   */
  List<Item> statistics(Item table, List<Item> partitions) {
    Key key = table.key();
    List<String> columns = new ArrayList<>();
    table
        .raw()
        .path("sd")
        .path("cols")
        .forEach(column -> columns.add(column.path("name").asText()));
    List<Item> found = new ArrayList<>();
    if (partitions.isEmpty()) {
      reader
          .statistics(key.db(), key.name(), columns, List.of())
          .forEach(raw -> found.add(new Item(key.as(Kind.STATISTICS, ""), raw)));
      return found;
    }
    List<String> withSome =
        partitions.stream()
            .filter(
                item ->
                    item.raw()
                        .path("parameters")
                        .path("COLUMN_STATS_ACCURATE")
                        .asText("")
                        .contains("COLUMN_STATS"))
            .map(item -> item.key().part())
            .toList();
    if (withSome.isEmpty()) {
      return found;
    }
    reader
        .statistics(key.db(), key.name(), columns, withSome)
        .forEach(
            raw ->
                found.add(
                    new Item(
                        key.as(Kind.STATISTICS, raw.path("statsDesc").path("partName").asText()),
                        raw)));
    return found;
  }
}
