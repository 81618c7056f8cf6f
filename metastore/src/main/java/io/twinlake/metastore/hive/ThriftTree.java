package io.twinlake.metastore.hive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.thrift.TBase;
import org.apache.thrift.TEnum;
import org.apache.thrift.TFieldIdEnum;
import org.apache.thrift.meta_data.EnumMetaData;
import org.apache.thrift.meta_data.FieldMetaData;
import org.apache.thrift.meta_data.FieldValueMetaData;
import org.apache.thrift.meta_data.ListMetaData;
import org.apache.thrift.meta_data.MapMetaData;
import org.apache.thrift.meta_data.SetMetaData;
import org.apache.thrift.meta_data.StructMetaData;
import org.apache.thrift.protocol.TType;

/**
 * Turns Thrift's structs into JSON trees and back, by the names of their fields and the
 * descriptions that every generated class has. A field that is not set is not in the tree. A map
 * whose keys are not texts is a list of pairs; bytes are Base64.
 */
@SuppressWarnings({"unchecked", "rawtypes"})
final class ThriftTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ThriftTree() {}

  static ObjectNode of(TBase struct) {
    ObjectNode tree = NODES.objectNode();
    for (Map.Entry<TFieldIdEnum, FieldMetaData> field : fields(struct.getClass()).entrySet()) {
      if (struct.isSet(field.getKey())) {
        Object value = struct.getFieldValue(field.getKey());
        if (value != null) {
          tree.set(field.getKey().getFieldName(), node(value));
        }
      }
    }
    return tree;
  }

  private static JsonNode node(Object value) {
    if (value instanceof TBase struct) {
      return of(struct);
    }
    if (value instanceof TEnum || value instanceof String) {
      return NODES.textNode(value.toString());
    }
    if (value instanceof Boolean bool) {
      return NODES.booleanNode(bool);
    }
    if (value instanceof Double number) {
      return NODES.numberNode(number);
    }
    if (value instanceof Number number) {
      return NODES.numberNode(number.longValue());
    }
    if (value instanceof byte[] bytes) {
      return NODES.textNode(Base64.getEncoder().encodeToString(bytes));
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return node(bytes);
    }
    if (value instanceof Collection<?> many) {
      ArrayNode array = NODES.arrayNode();
      many.forEach(one -> array.add(one == null ? NODES.nullNode() : node(one)));
      return array;
    }
    if (value instanceof Map<?, ?> map) {
      return map(map);
    }
    throw new IllegalStateException("Thrift has no " + value.getClass());
  }

  private static JsonNode map(Map<?, ?> map) {
    if (map.keySet().stream().allMatch(key -> key instanceof String)) {
      ObjectNode object = NODES.objectNode();
      new TreeMap<>((Map<String, Object>) map)
          .forEach((key, value) -> object.set(key, value == null ? NODES.nullNode() : node(value)));
      return object;
    }
    Map<String, ArrayNode> pairs = new TreeMap<>();
    map.forEach(
        (key, value) ->
            pairs.put(node(key).toString(), NODES.arrayNode().add(node(key)).add(node(value))));
    ArrayNode array = NODES.arrayNode();
    pairs.values().forEach(array::add);
    return array;
  }

  static <T extends TBase> T struct(Class<T> type, JsonNode tree) {
    T struct = instance(type);
    for (Map.Entry<TFieldIdEnum, FieldMetaData> field : fields(type).entrySet()) {
      JsonNode node = tree.get(field.getKey().getFieldName());
      if (node != null && !node.isNull()) {
        struct.setFieldValue(field.getKey(), value(field.getValue().valueMetaData, node));
      }
    }
    return struct;
  }

  private static Object value(FieldValueMetaData meta, JsonNode node) {
    return switch (meta.type) {
      case TType.BOOL -> node.asBoolean();
      case TType.BYTE -> (byte) node.asInt();
      case TType.I16 -> (short) node.asInt();
      case TType.I32 -> node.asInt();
      case TType.I64 -> node.asLong();
      case TType.DOUBLE -> node.asDouble();
      case TType.STRING ->
          meta.isBinary()
              ? ByteBuffer.wrap(Base64.getDecoder().decode(node.asText()))
              : node.asText();
      case TType.ENUM -> constant((EnumMetaData) meta, node.asText());
      case TType.STRUCT -> struct((Class<TBase>) (Class) ((StructMetaData) meta).structClass, node);
      case TType.LIST -> list(((ListMetaData) meta).elemMetaData, node);
      case TType.SET -> new HashSet<>(list(((SetMetaData) meta).elemMetaData, node));
      case TType.MAP -> map((MapMetaData) meta, node);
      default -> throw new IllegalStateException("Thrift has no type " + meta.type);
    };
  }

  private static Object constant(EnumMetaData meta, String name) {
    for (Object constant : meta.enumClass.getEnumConstants()) {
      if (constant.toString().equals(name)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(name + " is none of " + meta.enumClass.getSimpleName());
  }

  private static List<Object> list(FieldValueMetaData element, JsonNode node) {
    List<Object> list = new ArrayList<>(node.size());
    node.forEach(one -> list.add(one.isNull() ? null : value(element, one)));
    return list;
  }

  private static Map<Object, Object> map(MapMetaData meta, JsonNode node) {
    Map<Object, Object> map = new LinkedHashMap<>();
    if (node.isArray()) {
      node.forEach(
          pair ->
              map.put(
                  value(meta.keyMetaData, pair.get(0)), value(meta.valueMetaData, pair.get(1))));
    } else {
      node.fields()
          .forEachRemaining(
              e ->
                  map.put(
                      e.getKey(),
                      e.getValue().isNull() ? null : value(meta.valueMetaData, e.getValue())));
    }
    return map;
  }

  private static <T> T instance(Class<T> type) {
    try {
      return type.getDeclaredConstructor().newInstance();
    } catch (NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      throw new IllegalStateException("Every struct of Thrift can be made: " + type, e);
    }
  }

  /** Names of the fields that this client's class of a struct has. */
  static Set<Short> known(Class<? extends TBase> type) {
    Set<Short> ids = new HashSet<>();
    fields(type).keySet().forEach(field -> ids.add(field.getThriftFieldId()));
    return ids;
  }

  /** By the class's own field, whose type is the same in all versions of Thrift. */
  private static Map<TFieldIdEnum, FieldMetaData> fields(Class<?> type) {
    try {
      Field field = type.getField("metaDataMap");
      return (Map<TFieldIdEnum, FieldMetaData>) field.get(null);
    } catch (NoSuchFieldException | IllegalAccessException e) {
      throw new IllegalStateException("Every struct of Thrift describes itself: " + type, e);
    }
  }
}
