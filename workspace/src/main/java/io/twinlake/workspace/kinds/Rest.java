package io.twinlake.workspace.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.api.ApiProblem;
import io.twinlake.workspace.api.Pages;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Tree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * An object type that is listed, read, created, changed and removed by plain requests, described as
 * data. A {@code {id}} in a path is replaced; where there is none, the id travels as the query
 * parameter or body field {@link #idField}.
 */
final class Rest implements Port {
  private final Kind kind;
  private final String idField;
  private String list = "";
  private String listField = "";
  private Map<String, Object> listQuery = Map.of();
  private String get = "";
  private String create = "";
  private String update = "";
  private String updateMethod = "POST";
  private String delete = "";
  private String deleteMethod = "POST";
  private String nameField = "name";
  private String answered = "";
  private List<String> without = List.of();
  private Map<String, String> defaults = Map.of();
  private Mark mark = Mark.NONE;
  private BiFunction<Api, String, ObjectNode> detail = this::plainDetail;
  private Function<ObjectNode, Optional<ObjectNode>> normalise = Optional::of;
  private BiFunction<String, ObjectNode, ObjectNode> createBody = (correlation, body) -> body;
  private UpdateBody updateBody = (id, body, there) -> body;
  private BiConsumer<Api, String> settle = (api, id) -> {};

  /** What an update sends. */
  interface UpdateBody {
    ObjectNode of(String id, ObjectNode body, ObjectNode there);
  }

  Rest(Kind kind, String idField) {
    this.kind = kind;
    this.idField = idField;
  }

  Rest listed(String path, String field, Map<String, Object> query) {
    this.list = path;
    this.listField = field;
    this.listQuery = query;
    return this;
  }

  /** Reads each object by itself, because the list leaves something out. */
  Rest read(String path) {
    this.get = path;
    return this;
  }

  Rest read(BiFunction<Api, String, ObjectNode> how) {
    this.get = "by code";
    this.detail = how;
    return this;
  }

  Rest created(String path) {
    this.create = path;
    return this;
  }

  Rest updated(String method, String path) {
    this.updateMethod = method;
    this.update = path;
    return this;
  }

  Rest deleted(String method, String path) {
    this.deleteMethod = method;
    this.delete = path;
    return this;
  }

  Rest named(String field) {
    this.nameField = field;
    return this;
  }

  /** Fields that the workspace makes up by itself. */
  Rest without(String... paths) {
    this.without = List.of(paths);
    return this;
  }

  /** Values that mean the same as no value. */
  Rest defaults(Map<String, String> values) {
    this.defaults = values;
    return this;
  }

  Rest marked(Mark where) {
    this.mark = where;
    return this;
  }

  /** The last step of normalising; no result leaves the object out. */
  Rest chosen(Function<ObjectNode, Optional<ObjectNode>> how) {
    this.normalise = how;
    return this;
  }

  Rest normalised(UnaryOperator<ObjectNode> how) {
    this.normalise = body -> Optional.of(how.apply(body));
    return this;
  }

  /** The field of a creation's answer that holds the object. */
  Rest answered(String field) {
    this.answered = field;
    return this;
  }

  /** What a creation sends, from the correlation and the body. */
  Rest createBody(BiFunction<String, ObjectNode, ObjectNode> how) {
    this.createBody = how;
    return this;
  }

  Rest updateBody(UpdateBody how) {
    this.updateBody = how;
    return this;
  }

  Rest settled(BiConsumer<Api, String> how) {
    this.settle = how;
    return this;
  }

  @Override
  public void read(Reading reading) {
    List<ObjectNode> listed = new ArrayList<>();
    Pages.byToken(reading.api(), list, listQuery, listField, listed::add);
    if (get.isEmpty()) {
      listed.forEach(raw -> item(raw).ifPresent(reading::found));
      return;
    }
    reading.each(
        kind,
        listed,
        this::shownName,
        raw ->
            item(detail.apply(reading.api(), raw.path(idField).asText()))
                .ifPresent(reading::found));
  }

  /** Jobs have their name one level deeper. */
  private String shownName(ObjectNode raw) {
    String id = raw.path(idField).asText();
    return raw.path(nameField).asText(raw.path("settings").path(nameField).asText(id));
  }

  private ObjectNode plainDetail(Api api, String id) {
    return get.contains("{id}")
        ? api.get(get.replace("{id}", id), Map.of())
        : api.get(get, Map.of(idField, id));
  }

  @Override
  public Optional<Item> readOne(Reading reading, String id, String key) {
    try {
      if (!get.isEmpty()) {
        return item(detail.apply(reading.api(), id));
      }
      List<ObjectNode> listed = new ArrayList<>();
      Pages.byToken(reading.api(), list, listQuery, listField, listed::add);
      return listed.stream()
          .filter(raw -> raw.path(idField).asText().equals(id))
          .findFirst()
          .flatMap(this::item);
    } catch (ApiException e) {
      if (e.problem() == ApiProblem.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The item that a raw answer describes; nothing if such objects are left out. */
  Optional<Item> item(ObjectNode raw) {
    String id = raw.path(idField).asText();
    return normalise
        .apply(raw)
        .map(
            body -> {
              String key = body.path(nameField).asText(id);
              Fields.strip(body, without);
              body.remove(idField);
              Fields.dropDefaults(body, defaults);
              Fields.tidy(body);
              String copyOf = mark.take(body);
              return Item.of(kind, id, key, body).withMark(copyOf);
            });
  }

  @Override
  public String create(Writing writing, Item item) {
    ObjectNode body = item.body().deepCopy();
    mark.put(body, item.mark());
    String correlation = Tree.sha256(item.mark().getBytes(StandardCharsets.UTF_8));
    ObjectNode answer = writing.api().create(create, createBody.apply(correlation, body));
    return (answered.isEmpty() ? answer : answer.path(answered)).path(idField).asText();
  }

  @Override
  public void update(Writing writing, String id, Item item, Item there) {
    ObjectNode body = item.body().deepCopy();
    mark.put(body, there.mark());
    ObjectNode sent = updateBody.of(id, body, there.body());
    if (!update.contains("{id}") && !sent.has(idField)) {
      sent.put(idField, id);
    }
    writing.api().set(updateMethod, update.replace("{id}", id), sent);
  }

  @Override
  public void settle(Api api, String id) {
    settle.accept(api, id);
  }

  @Override
  public void delete(Api api, String id, String key) {
    Map<String, Object> field = new LinkedHashMap<>();
    if (!delete.contains("{id}")) {
      field.put(idField, id);
    }
    api.delete(deleteMethod, delete.replace("{id}", id), Tree.of(flat(field)));
  }

  private static Object[] flat(Map<String, Object> fields) {
    List<Object> flat = new ArrayList<>();
    fields.forEach(
        (name, value) -> {
          flat.add(name);
          flat.add(value);
        });
    return flat.toArray();
  }
}
