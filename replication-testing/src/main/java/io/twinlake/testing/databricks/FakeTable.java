package io.twinlake.testing.databricks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Objects of one type by their ids. */
final class FakeTable {
  private final FakeState state;
  private final String title;
  private final Supplier<String> ids;
  private final Map<String, Integer> unseen = new HashMap<>();
  private final Map<String, ObjectNode> rows = new LinkedHashMap<>();

  FakeTable(FakeState state, String title, Supplier<String> ids) {
    this.state = state;
    this.title = title;
    this.ids = ids;
  }

  String add(ObjectNode row) {
    String id = ids.get();
    rows.put(id, row);
    if (state.lag() > 0) {
      unseen.put(id, state.lag());
    }
    return id;
  }

  void put(String id, ObjectNode row) {
    rows.put(id, row);
  }

  boolean has(String id) {
    return rows.containsKey(id);
  }

  ObjectNode get(String id) {
    ObjectNode row = rows.get(id);
    if (row == null) {
      throw FakeError.missing(title + " " + id);
    }
    return row;
  }

  void replace(String id, ObjectNode row) {
    get(id);
    rows.put(id, row);
  }

  void remove(String id) {
    get(id);
    rows.remove(id);
  }

  Map<String, ObjectNode> rows() {
    return rows;
  }

  List<String> idsWhere(Predicate<ObjectNode> wanted) {
    return rows.entrySet().stream()
        .filter(row -> wanted.test(row.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What a listing shows: what is new is not in the first few of them. */
  Map<String, ObjectNode> listed() {
    Map<String, ObjectNode> listed = new LinkedHashMap<>(rows);
    listed.keySet().removeAll(unseen.keySet());
    unseen.replaceAll((id, left) -> left - 1);
    unseen.values().removeIf(left -> left <= 0);
    return listed;
  }

  /**
   * One page of the table. The page before the last one is empty and still has a token, which real
   * services may do at any time.
   *
   * @param pageSize most rows in a page
   */
  ObjectNode page(
      FakeCall call, String field, int pageSize, UnaryOperator<ObjectNode> shown, String idField) {
    String token = call.text("page_token");
    List<String> all = new ArrayList<>(token.isEmpty() ? listed().keySet() : rows.keySet());
    all.removeAll(unseen.keySet());
    boolean second = token.startsWith("again-");
    int from = token.isEmpty() ? 0 : Integer.parseInt(token.replace("again-", ""));
    ArrayNode page = FakeJson.array();
    ObjectNode answer = FakeJson.object();
    answer.set(field, page);
    int to = Math.min(all.size(), from + pageSize);
    if (from > 0 && to == all.size() && !second) {
      return answer.put("next_page_token", "again-" + from);
    }
    for (String id : all.subList(from, to)) {
      page.add(withId(shown.apply(rows.get(id).deepCopy()), idField, id));
    }
    if (to < all.size()) {
      answer.put("next_page_token", String.valueOf(to));
    }
    return answer;
  }

  static ObjectNode withId(ObjectNode row, String idField, String id) {
    return idField.equals("job_id") ? row.put(idField, Long.parseLong(id)) : row.put(idField, id);
  }
}
