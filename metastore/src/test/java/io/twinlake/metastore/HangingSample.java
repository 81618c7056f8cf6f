package io.twinlake.metastore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.MetastoreChange.Op;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.Kind;
import io.twinlake.metastore.model.Trees;
import java.util.ArrayList;
import java.util.List;

/** Statistics, constraints and grants, as they hang on two tables of a database {@code h1}. */
final class HangingSample {
  private HangingSample() {}

  static List<MetastoreChange> catalog(String root) {
    List<MetastoreChange> changes = new ArrayList<>();
    ObjectNode customers = Sample.table("h1", "customers", root + "/customers");
    ObjectNode orders = Sample.table("h1", "orders", root + "/orders", "d");
    Key orderKey = Key.table("h1", "orders");
    Key customerKey = Key.table("h1", "customers");
    changes.add(MetastoreChange.create(Key.database("h1"), Sample.database("h1", root + "/h1.db")));
    changes.add(MetastoreChange.create(customerKey, customers));
    changes.add(MetastoreChange.create(orderKey, orders));
    changes.add(
        new MetastoreChange(
            Op.ADD_PARTITIONS,
            orderKey,
            List.of(
                Sample.partition(orders, root + "/orders/d=1", "1"),
                Sample.partition(orders, root + "/orders/d=2", "2")),
            List.of()));
    changes.add(statistics("customers", 1, 10));
    ObjectNode ofPartition = statistics("orders", 3, 5).objects().get(0);
    ((ObjectNode) ofPartition.get("statsDesc")).put("isTblLevel", false).put("partName", "d=1");
    changes.add(
        new MetastoreChange(
            Op.SET_STATISTICS,
            orderKey.as(Kind.STATISTICS, "d=1"),
            List.of(ofPartition),
            List.of()));
    changes.add(
        MetastoreChange.create(customerKey.as(Kind.CONSTRAINT, "pk_customers"), primaryKey()));
    changes.add(MetastoreChange.create(orderKey.as(Kind.CONSTRAINT, "fk_customer"), foreignKey()));
    changes.add(granting("orders", "ana", "USER", "SELECT"));
    changes.add(granting("orders", "loaders", "GROUP", "INSERT"));
    changes.add(granting("", "ana", "USER", "SELECT"));
    return changes;
  }

  static MetastoreChange statistics(String table, long low, long high) {
    ObjectNode tree = Trees.object();
    tree.putObject("statsDesc").put("isTblLevel", true).put("dbName", "h1").put("tableName", table);
    tree.putArray("statsObj")
        .addObject()
        .put("colName", "id")
        .put("colType", "bigint")
        .putObject("statsData")
        .putObject("longStats")
        .put("lowValue", low)
        .put("highValue", high)
        .put("numNulls", 1)
        .put("numDVs", 7);
    return new MetastoreChange(
        Op.SET_STATISTICS,
        Key.table("h1", table).as(Kind.STATISTICS, ""),
        List.of(tree),
        List.of());
  }

  private static ObjectNode primaryKey() {
    ObjectNode key = Trees.object();
    key.put("constraintType", "primaryKey").put("constraintName", "pk_customers");
    key.putArray("columns")
        .addObject()
        .put("table_db", "h1")
        .put("table_name", "customers")
        .put("column_name", "id")
        .put("key_seq", 1)
        .put("pk_name", "pk_customers")
        .put("enable_cstr", false)
        .put("validate_cstr", false)
        .put("rely_cstr", true);
    return key;
  }

  private static ObjectNode foreignKey() {
    ObjectNode key = Trees.object();
    key.put("constraintType", "foreignKey").put("constraintName", "fk_customer");
    key.putArray("columns")
        .addObject()
        .put("pktable_db", "h1")
        .put("pktable_name", "customers")
        .put("pkcolumn_name", "id")
        .put("fktable_db", "h1")
        .put("fktable_name", "orders")
        .put("fkcolumn_name", "id")
        .put("key_seq", 1)
        .put("update_rule", 0)
        .put("delete_rule", 0)
        .put("fk_name", "fk_customer")
        .put("pk_name", "pk_customers")
        .put("enable_cstr", false)
        .put("validate_cstr", false)
        .put("rely_cstr", true);
    return key;
  }

  static ObjectNode grant(String table, String who, String type, String privilege) {
    ObjectNode grant = Trees.object();
    ObjectNode object = grant.putObject("hiveObject");
    object.put("objectType", table.isEmpty() ? "DATABASE" : "TABLE").put("dbName", "h1");
    if (!table.isEmpty()) {
      object.put("objectName", table);
    }
    grant.put("principalName", who).put("principalType", type);
    grant
        .putObject("grantInfo")
        .put("privilege", privilege)
        .put("createTime", 1_760_000_000)
        .put("grantor", "admin")
        .put("grantorType", "USER")
        .put("grantOption", false);
    return grant;
  }

  private static MetastoreChange granting(String table, String who, String type, String privilege) {
    Key on = table.isEmpty() ? Key.database("h1") : Key.table("h1", table);
    return MetastoreChange.create(
        on.as(Kind.GRANT, "%s:%s:%s".formatted(type, who, privilege)),
        grant(table, who, type, privilege));
  }
}
