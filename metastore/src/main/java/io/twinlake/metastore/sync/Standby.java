package io.twinlake.metastore.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Kind;
import io.twinlake.metastore.model.Trees;
import java.util.ArrayList;
import java.util.List;

/**
 * How tables rest at a standby: managed ones are external, and what would let a DROP delete data is
 * parked in parameters, from where a failover takes it back exactly.
 */
public final class Standby {
  static final String PARKED = "twinlake.parked.";
  private static final String TYPE = PARKED + "tableType";
  private static final List<String> PURGES =
      List.of("external.table.purge", "auto.purge", "EXTERNAL");

  /** A server of version 4 says by it that it made a managed table an external one by itself. */
  private static final String TRANSLATED = "TRANSLATED_TO_EXTERNAL";

  private Standby() {}

  /** {@code item} as it rests. */
  public static Item resting(Item item) {
    if (item.key().kind() != Kind.TABLE) {
      return item;
    }
    ObjectNode copy = item.raw().deepCopy();
    ObjectNode parameters = Trees.child(copy, "parameters");
    boolean managed = copy.path("tableType").asText().equals("MANAGED_TABLE");
    boolean external = copy.path("tableType").asText().equals("EXTERNAL_TABLE");
    if (!managed && !external) {
      return item;
    }
    for (String purge : PURGES) {
      JsonNode value = parameters.get(purge);
      if (value != null && (managed || !purge.equals("EXTERNAL"))) {
        parameters.remove(purge);
        parameters.set(PARKED + purge, value);
      }
    }
    if (managed) {
      parameters.put(TYPE, "MANAGED_TABLE");
      copy.put("tableType", "EXTERNAL_TABLE");
    }
    parameters.put("EXTERNAL", "TRUE");
    return item.with(copy);
  }

  /** Whether {@link #awake} would change {@code item}. */
  public static boolean rests(Item item) {
    List<String> names = new ArrayList<>();
    item.raw().path("parameters").fieldNames().forEachRemaining(names::add);
    return names.stream().anyMatch(name -> name.startsWith(PARKED));
  }

  /** {@code item} as it was at the source, with what was parked back in its place. */
  public static Item awake(Item item) {
    if (item.key().kind() != Kind.TABLE || !rests(item)) {
      return item;
    }
    ObjectNode copy = item.raw().deepCopy();
    ObjectNode parameters = Trees.child(copy, "parameters");
    if (parameters.has(TYPE)) {
      copy.put("tableType", parameters.get(TYPE).asText());
      parameters.remove(List.of(TYPE, "EXTERNAL", TRANSLATED));
    }
    List<String> parked = new ArrayList<>();
    parameters.fieldNames().forEachRemaining(parked::add);
    for (String name : parked) {
      if (name.startsWith(PARKED)) {
        parameters.set(name.substring(PARKED.length()), parameters.remove(name));
      }
    }
    return item.with(copy);
  }
}
