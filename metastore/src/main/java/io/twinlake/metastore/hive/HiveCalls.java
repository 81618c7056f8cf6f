package io.twinlake.metastore.hive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.MetastoreChange;
import io.twinlake.metastore.model.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.hive.metastore.api.AddForeignKeyRequest;
import org.apache.hadoop.hive.metastore.api.AddPartitionsRequest;
import org.apache.hadoop.hive.metastore.api.AddPrimaryKeyRequest;
import org.apache.hadoop.hive.metastore.api.ColumnStatistics;
import org.apache.hadoop.hive.metastore.api.Database;
import org.apache.hadoop.hive.metastore.api.DropConstraintRequest;
import org.apache.hadoop.hive.metastore.api.DropPartitionsRequest;
import org.apache.hadoop.hive.metastore.api.EnvironmentContext;
import org.apache.hadoop.hive.metastore.api.Function;
import org.apache.hadoop.hive.metastore.api.GrantRevokePrivilegeRequest;
import org.apache.hadoop.hive.metastore.api.GrantRevokeType;
import org.apache.hadoop.hive.metastore.api.HiveObjectPrivilege;
import org.apache.hadoop.hive.metastore.api.Partition;
import org.apache.hadoop.hive.metastore.api.PrivilegeBag;
import org.apache.hadoop.hive.metastore.api.RequestPartsSpec;
import org.apache.hadoop.hive.metastore.api.SQLForeignKey;
import org.apache.hadoop.hive.metastore.api.SQLPrimaryKey;
import org.apache.hadoop.hive.metastore.api.SetPartitionsStatsRequest;
import org.apache.hadoop.hive.metastore.api.Table;
import org.apache.hadoop.hive.metastore.api.ThriftHiveMetastore;
import org.apache.thrift.TBase;
import org.apache.thrift.TException;

/** Which call makes which change. Whatever drops says that data stays. */
final class HiveCalls {
  private static final boolean KEEP_DATA = false;

  /** The server must not list files to count them. */
  private static final String NO_STATISTICS = "DO_NOT_UPDATE_STATS";

  private HiveCalls() {}

  static void apply(ThriftHiveMetastore.Iface hive, MetastoreChange change) throws TException {
    Key key = change.key();
    switch (change.op()) {
      case CREATE -> create(hive, key, change.objects().get(0));
      case ALTER -> alter(hive, key, change.objects().get(0));
      case DROP -> drop(hive, change);
      case ADD_PARTITIONS -> {
        AddPartitionsRequest request =
            new AddPartitionsRequest(
                key.db(), key.name(), structs(Partition.class, change.objects()), true);
        request.setNeedResult(false);
        hive.add_partitions_req(request);
      }
      case ALTER_PARTITIONS ->
          hive.alter_partitions_with_environment_context(
              key.db(), key.name(), structs(Partition.class, change.objects()), context());
      case DROP_PARTITIONS -> {
        DropPartitionsRequest request =
            new DropPartitionsRequest(key.db(), key.name(), RequestPartsSpec.names(change.names()));
        request.setDeleteData(KEEP_DATA);
        request.setIfExists(true);
        request.setNeedResult(false);
        request.setEnvironmentContext(context());
        hive.drop_partitions_req(request);
      }
      case SET_STATISTICS -> statistics(hive, change.objects());
      case RENAME -> {
        Table table = ThriftTree.struct(Table.class, change.objects().get(0));
        table.setTableName(change.names().get(0));
        hive.alter_table_with_environment_context(key.db(), key.name(), table, context());
      }
    }
  }

  /** A server falls over a context without properties. */
  private static EnvironmentContext context() {
    Map<String, String> properties = new HashMap<>();
    properties.put(NO_STATISTICS, "true");
    return new EnvironmentContext(properties);
  }

  private static <T extends TBase<?, ?>> List<T> structs(Class<T> type, List<ObjectNode> trees) {
    List<T> structs = new ArrayList<>(trees.size());
    trees.forEach(tree -> structs.add(ThriftTree.struct(type, tree)));
    return structs;
  }

  private static void create(ThriftHiveMetastore.Iface hive, Key key, ObjectNode tree)
      throws TException {
    switch (key.kind()) {
      case DATABASE -> hive.create_database(ThriftTree.struct(Database.class, tree));
      case FUNCTION -> hive.create_function(ThriftTree.struct(Function.class, tree));
      case TABLE -> {
        Table table = ThriftTree.struct(Table.class, tree);
        // Here the server reads it from the table, and takes it out.
        table.putToParameters(NO_STATISTICS, "true");
        hive.create_table_with_environment_context(table, context());
      }
      case CONSTRAINT -> constrain(hive, tree);
      case GRANT -> grants(hive, GrantRevokeType.GRANT, tree);
      default -> throw new IllegalArgumentException(key + " is not created alone");
    }
  }

  private static void alter(ThriftHiveMetastore.Iface hive, Key key, ObjectNode tree)
      throws TException {
    switch (key.kind()) {
      case DATABASE -> hive.alter_database(key.db(), ThriftTree.struct(Database.class, tree));
      case FUNCTION ->
          hive.alter_function(key.db(), key.name(), ThriftTree.struct(Function.class, tree));
      case TABLE ->
          hive.alter_table_with_environment_context(
              key.db(), key.name(), ThriftTree.struct(Table.class, tree), context());
      default -> throw new IllegalArgumentException(key + " is not altered alone");
    }
  }

  private static void drop(ThriftHiveMetastore.Iface hive, MetastoreChange change)
      throws TException {
    Key key = change.key();
    switch (key.kind()) {
      case DATABASE -> hive.drop_database(key.db(), KEEP_DATA, false);
      case FUNCTION -> hive.drop_function(key.db(), key.name());
      case TABLE ->
          hive.drop_table_with_environment_context(key.db(), key.name(), KEEP_DATA, context());
      case CONSTRAINT ->
          hive.drop_constraint(new DropConstraintRequest(key.db(), key.name(), key.part()));
      case GRANT -> grants(hive, GrantRevokeType.REVOKE, change.objects().get(0));
      default -> throw new IllegalArgumentException(key + " is not dropped alone");
    }
  }

  private static void constrain(ThriftHiveMetastore.Iface hive, ObjectNode tree) throws TException {
    List<ObjectNode> columns = new ArrayList<>();
    for (JsonNode column : tree.path("columns")) {
      columns.add((ObjectNode) column);
    }
    if (tree.path("constraintType").asText().equals("primaryKey")) {
      hive.add_primary_key(new AddPrimaryKeyRequest(structs(SQLPrimaryKey.class, columns)));
    } else {
      hive.add_foreign_key(new AddForeignKeyRequest(structs(SQLForeignKey.class, columns)));
    }
  }

  private static void grants(ThriftHiveMetastore.Iface hive, GrantRevokeType type, ObjectNode tree)
      throws TException {
    PrivilegeBag bag =
        new PrivilegeBag(List.of(ThriftTree.struct(HiveObjectPrivilege.class, tree)));
    hive.grant_revoke_privileges(new GrantRevokePrivilegeRequest(type, bag));
  }

  private static void statistics(ThriftHiveMetastore.Iface hive, List<ObjectNode> trees)
      throws TException {
    List<ColumnStatistics> all = structs(ColumnStatistics.class, trees);
    List<ColumnStatistics> ofPartitions = new ArrayList<>();
    for (ColumnStatistics one : all) {
      if (one.getStatsDesc().isIsTblLevel()) {
        hive.update_table_column_statistics(one);
      } else {
        ofPartitions.add(one);
      }
    }
    if (!ofPartitions.isEmpty()) {
      hive.set_aggr_stats_for(new SetPartitionsStatsRequest(ofPartitions));
    }
  }
}
