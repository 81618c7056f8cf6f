package io.twinlake.metastore.mapping;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Kind;
import io.twinlake.metastore.model.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Knows where in an object locations stand, and puts others there. */
public final class Places {
  public static final String PLACEHOLDER = "-__PLACEHOLDER__";

  private static final Pattern NO_LOCATIONS =
      Pattern.compile(
          "/parameters/(spark\\.sql\\.sources\\.schema.*|comment|avro\\.schema\\.literal|spark\\.sql\\.statistics\\..*|twinlake.*)|/sd/cols/.*|/partitionKeys/.*|/(dbName|db_name|tableName|table_name|name|owner|ownerName|description|catName|tableType|type|functionName|className|functionType|createTime)|/values/.*|/sd/(inputFormat|outputFormat)|/sd/serdeInfo/(name|serializationLib)");
  private static final Pattern REAL =
      Pattern.compile(
          "/locationUri|/managedLocationUri|/sd/location|/sd/serdeInfo/parameters/path|/(sd/serdeInfo/)?parameters/avro\\.schema\\.url|/parameters/metadata_location|/resourceUris/\\d+/uri|/sd/skewedInfo/skewedColValueLocationMaps/\\d+/1");
  private static final Pattern SQL = Pattern.compile("/view(Original|Expanded)Text");

  private Places() {}

  /** The role of what stands at {@code pointer}, if a location may stand there. */
  private static Role role(Kind kind, String pointer, String text) {
    if (SQL.matcher(pointer).matches()) {
      return Role.EMBEDDED_SQL;
    }
    if (REAL.matcher(pointer).matches()) {
      if (pointer.equals("/sd/location") && text.endsWith(PLACEHOLDER)) {
        return Role.PLACEHOLDER;
      }
      return kind == Kind.PARTITION && pointer.endsWith("/path") ? Role.DERIVED : Role.REAL;
    }
    return NO_LOCATIONS.matcher(pointer).matches() ? null : Role.PROPERTY;
  }

  /** All locations in {@code item}. */
  public static List<Place> of(Item item) {
    List<Place> places = new ArrayList<>();
    rewritten(
        item,
        place -> {
          places.add(place);
          return place.text();
        });
    return places;
  }

  /** A copy with other locations. */
  public static Item rewritten(Item item, Function<Place, String> rule) {
    return item.with(
        (ObjectNode)
            Trees.rewritten(
                item.raw(),
                (pointer, text) -> {
                  Role role = role(item.key().kind(), pointer, text);
                  if (role == null || text.isEmpty()) {
                    return text;
                  }
                  if (role == Role.EMBEDDED_SQL) {
                    return SqlLocations.rewritten(
                        text, location -> rule.apply(new Place(pointer, role, location)));
                  }
                  boolean isLocation = Location.parse(text).isPresent();
                  return isLocation ? rule.apply(new Place(pointer, role, text)) : text;
                }));
  }
}
