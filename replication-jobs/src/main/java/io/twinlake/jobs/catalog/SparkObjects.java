package io.twinlake.jobs.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.core.json.Json;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.Tuple2;

/**
 * Spark's own descriptions of tables and their like, as JSON trees and back, whichever version of
 * Spark and Scala made them. All reflection of this package is here: these classes are no API of
 * Spark's, their constructors grow from version to version, and their collections differ between
 * Scala 2.12 and 2.13. What a version has beyond the tree gets that version's default.
 */
final class SparkObjects {
  private static final String CATALYST = "org.apache.spark.sql.catalyst.";
  static final String CATALOG = CATALYST + "catalog.";

  private final ClassLoader loader;

  SparkObjects(ClassLoader loader) {
    this.loader = loader;
  }

  /** What Spark threw, as it threw it. */
  static final class CalledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CalledException(Throwable cause) {
      super(cause);
    }
  }

  /**
   * Calls the public method of this name that takes these arguments.
   *
   * @throws CalledException around what it throws
   */
  static Object call(Object on, String name, Object... with) {
    for (Method method : on.getClass().getMethods()) {
      if (method.getName().equals(name) && takes(method.getParameterTypes(), with)) {
        return invoked(method, on, with);
      }
    }
    throw new IllegalStateException(
        "This version of Spark has no %s.%s with %d arguments"
            .formatted(on.getClass().getName(), name, with.length));
  }

  private static boolean takes(Class<?>[] types, Object[] with) {
    if (types.length != with.length) {
      return false;
    }
    for (int i = 0; i < types.length; i++) {
      boolean primitive = types[i].isPrimitive() && with[i] instanceof Boolean;
      if (!primitive && !types[i].isInstance(with[i])) {
        return false;
      }
    }
    return true;
  }

  private static Object invoked(Method method, Object on, Object... with) {
    try {
      method.setAccessible(true);
      return method.invoke(on, with);
    } catch (InvocationTargetException e) {
      throw new CalledException(e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("Spark's classes are open: " + method, e);
    }
  }

  /** A sequence of Scala's as a list. */
  static List<Object> list(Object iterable) {
    List<Object> list = new ArrayList<>();
    Object iterator = call(iterable, "iterator");
    while ((Boolean) call(iterator, "hasNext")) {
      list.add(call(iterator, "next"));
    }
    return list;
  }

  /** {@code value} as a tree: an object with the names of its own constructor, and so on below. */
  JsonNode tree(Object value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (value == null) {
      return nodes.nullNode();
    } else if (value instanceof Option<?> option) {
      return option.isEmpty() ? nodes.nullNode() : tree(option.get());
    } else if (value instanceof Boolean bool) {
      return nodes.booleanNode(bool);
    } else if (value instanceof Number number) {
      return nodes.numberNode(number.longValue());
    } else if (value instanceof URI uri) {
      return nodes.textNode(new Path(uri).toString());
    } else if (value instanceof StructType schema) {
      return schema(schema);
    } else if (isA(value, "scala.collection.Map")) {
      ObjectNode map = nodes.objectNode();
      list(value)
          .forEach(
              entry -> {
                Tuple2<?, ?> pair = (Tuple2<?, ?>) entry;
                map.set(String.valueOf(pair._1()), tree(pair._2()));
              });
      return map;
    } else if (isA(value, "scala.collection.Iterable")) {
      ArrayNode array = nodes.arrayNode();
      list(value).forEach(one -> array.add(tree(one)));
      return array;
    } else if (isA(value, CATALOG + "CatalogTableType")) {
      return tree(call(value, "name"));
    } else if (isA(value, CATALOG + "FunctionResourceType")) {
      return tree(call(value, "resourceType"));
    } else if (value.getClass().getName().startsWith(CATALYST) && isA(value, "scala.Product")) {
      ObjectNode object = nodes.objectNode();
      for (Parameter parameter : constructor(value.getClass()).getParameters()) {
        JsonNode field = tree(call(value, parameter.getName()));
        if (!field.isNull()) {
          object.set(parameter.getName(), field);
        }
      }
      return object;
    }
    return nodes.textNode(value.toString());
  }

  /** As Spark keeps it in a metastore, and its columns as Hive has them. */
  private ObjectNode schema(StructType schema) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    StructType kept = (StructType) charVarchar("replaceCharVarcharWithStringInSchema", schema);
    tree.set("json", Json.parse(kept.json(), JsonNode.class, "a schema of Spark's"));
    ArrayNode columns = tree.putArray("columns");
    for (StructField field : raw(schema).fields()) {
      ObjectNode column = columns.addObject();
      column.put("name", field.name()).put("type", field.dataType().catalogString());
      Option<String> comment = field.getComment();
      if (comment.isDefined()) {
        column.put("comment", comment.get());
      }
    }
    return tree;
  }

  private Object charVarchar(String method, StructType schema) {
    return call(companion(CATALYST + "util.CharVarcharUtils"), method, schema);
  }

  private boolean isA(Object value, String type) {
    return type(type).isInstance(value);
  }

  private Class<?> type(String name) {
    try {
      return Class.forName(name, true, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("This version of Spark has no " + name, e);
    }
  }

  private Object companion(String name) {
    try {
      return type(name + "$").getField("MODULE$").get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This version of Spark has no " + name, e);
    }
  }

  /** The one with most parameters is the class's own; others leave some of them out. */
  private static Constructor<?> constructor(Class<?> type) {
    return Arrays.stream(type.getConstructors())
        .max(Comparator.comparing(Constructor::getParameterCount))
        .orElseThrow();
  }

  /** One of Spark's descriptions, {@code catalog.CatalogTable} and so on, of what a tree says. */
  Object object(String name, JsonNode tree) {
    return object(type(name), tree);
  }

  private Object object(Class<?> type, JsonNode tree) {
    Constructor<?> constructor = constructor(type);
    Parameter[] parameters = constructor.getParameters();
    Object[] with = new Object[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      JsonNode field = tree.get(parameters[i].getName());
      with[i] =
          field == null || field.isNull()
              ? absent(type, parameters[i], i)
              : value(field, parameters[i].getParameterizedType());
    }
    try {
      return constructor.newInstance(with);
    } catch (InvocationTargetException e) {
      throw new CalledException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Spark's descriptions can be made: " + type, e);
    }
  }

  private Object absent(Class<?> type, Parameter parameter, int index) {
    Class<?> wanted = parameter.getType();
    String byDefault = "apply$default$" + (index + 1);
    Object companion = companion(type.getName());
    if (Arrays.stream(companion.getClass().getMethods())
        .anyMatch(method -> method.getName().equals(byDefault))) {
      return call(companion, byDefault);
    } else if (wanted == Option.class) {
      return Option.empty();
    } else if (wanted == boolean.class) {
      return false;
    } else if (wanted == String.class) {
      return "";
    } else if (wanted == type("scala.collection.immutable.Map")) {
      return map(JsonNodeFactory.instance.objectNode());
    }
    throw new IllegalStateException(
        "This version of Spark wants a %s for each %s".formatted(parameter.getName(), type));
  }

  private Object value(JsonNode node, Type wanted) {
    if (wanted instanceof ParameterizedType generic) {
      Class<?> raw = (Class<?>) generic.getRawType();
      if (raw == Option.class) {
        return Option.apply(value(node, generic.getActualTypeArguments()[0]));
      } else if (raw.getName().endsWith(".Map")) {
        return map(node);
      }
      List<Object> all = new ArrayList<>();
      node.forEach(one -> all.add(value(one, generic.getActualTypeArguments()[0])));
      return sequence(all);
    }
    Class<?> type = (Class<?>) wanted;
    if (type == String.class) {
      return node.asText();
    } else if (type == boolean.class) {
      return node.asBoolean();
    } else if (type == long.class) {
      return node.asLong();
    } else if (type == int.class) {
      return node.asInt();
    } else if (type == URI.class) {
      return new Path(node.asText()).toUri();
    } else if (type == StructType.class) {
      return schema(node);
    } else if (type.getSimpleName().equals("CatalogTableType")) {
      return call(companion(type.getName()), node.asText());
    } else if (type.getSimpleName().equals("FunctionResourceType")) {
      return call(companion(type.getName()), "fromString", node.asText().toLowerCase(Locale.ROOT));
    }
    return object(type, node);
  }

  /**
   * Spark's own schema, unless there are Hive's columns, too, and Hive's are others by now: then
   * those, as Spark does.
   */
  private StructType schema(JsonNode node) {
    StructType columns = new StructType();
    for (JsonNode column : node.path("columns")) {
      String name = column.path("name").asText();
      DataType type = DataType.fromDDL(column.path("type").asText());
      columns =
          column.has("comment")
              ? columns.add(name, type, true, column.get("comment").asText())
              : columns.add(name, type, true);
    }
    if (!node.has("json")) {
      return raw(columns);
    }
    StructType schema = raw((StructType) DataType.fromJson(node.get("json").toString()));
    return !node.has("columns")
            || schema.catalogString().equalsIgnoreCase(raw(columns).catalogString())
        ? schema
        : raw(columns);
  }

  private StructType raw(StructType schema) {
    return (StructType) charVarchar("getRawSchema", schema);
  }

  /** An immutable sequence, which is a sequence for Scala 2.12, too. */
  Object sequence(List<?> values) {
    Object list = companion("scala.collection.immutable.Nil");
    for (int i = values.size() - 1; i >= 0; i--) {
      list = call(list, "$colon$colon", values.get(i));
    }
    return list;
  }

  /** An immutable map of texts. */
  Object map(JsonNode texts) {
    Object map = call(companion("scala.collection.immutable.Map"), "empty");
    for (Iterator<Map.Entry<String, JsonNode>> all = texts.fields(); all.hasNext(); ) {
      Map.Entry<String, JsonNode> one = all.next();
      map = call(map, "updated", one.getKey(), one.getValue().asText());
    }
    return map;
  }
}
