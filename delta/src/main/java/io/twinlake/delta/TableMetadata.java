package io.twinlake.delta;

import java.util.Map;

/**
 * The part of a table's metadata that decides whether and how it is replicated.
 *
 * @param id its identity, which streams resume by
 * @param properties its properties, without long ones
 */
record TableMetadata(String id, Map<String, String> properties) {
  TableMetadata {
    properties = Map.copyOf(properties);
  }
}
