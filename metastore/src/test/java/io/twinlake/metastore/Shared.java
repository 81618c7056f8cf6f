package io.twinlake.metastore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.model.Finding;
import io.twinlake.metastore.model.Item;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Another's metastore, that stays open. */
class Shared implements MetastoreWriter {
  private final MetastoreWriter metastore;

  Shared(MetastoreWriter metastore) {
    this.metastore = metastore;
  }

  @Override
  public ServerFacts facts() {
    return metastore.facts();
  }

  @Override
  public Optional<Long> lastEvent() {
    return metastore.lastEvent();
  }

  @Override
  public Set<String> changedSince(long event) {
    return metastore.changedSince(event);
  }

  @Override
  public List<String> databases() {
    return metastore.databases();
  }

  @Override
  public Optional<ObjectNode> database(String name) {
    return metastore.database(name);
  }

  @Override
  public List<String> tableNames(String db) {
    return metastore.tableNames(db);
  }

  @Override
  public List<ObjectNode> tables(
      String db, List<String> names, BiConsumer<String, String> refused) {
    return metastore.tables(db, names, refused);
  }

  @Override
  public List<String> partitionNames(String db, String table) {
    return metastore.partitionNames(db, table);
  }

  @Override
  public List<ObjectNode> partitions(String db, String table, List<String> names) {
    return metastore.partitions(db, table, names);
  }

  @Override
  public List<ObjectNode> functions() {
    return metastore.functions();
  }

  @Override
  public List<ObjectNode> statistics(
      String db, String table, List<String> columns, List<String> partitions) {
    return metastore.statistics(db, table, columns, partitions);
  }

  @Override
  public List<ObjectNode> constraints(String db, String table) {
    return metastore.constraints(db, table);
  }

  @Override
  public List<ObjectNode> grants(String db, String table) {
    return metastore.grants(db, table);
  }

  @Override
  public List<Finding> findings() {
    return metastore.findings();
  }

  @Override
  public Item kept(Item wanted, Consumer<String> lost) {
    return metastore.kept(wanted, lost);
  }

  @Override
  public void apply(MetastoreChange change) {
    metastore.apply(change);
  }

  @Override
  public void close() {}
}
