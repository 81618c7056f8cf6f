package io.twinlake.workspace.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Tree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What starts by itself, or costs by itself, and how it rests. At the passive side all of it rests,
 * and what it should be after activation is kept as the <i>intent</i>. No clock and no I/O.
 */
public final class Starters {
  /** One place. A star stands for each entry of a list. */
  private record Place(Kind kind, String path, String resting, boolean isLock) {}

  private static final List<Place> PLACES =
      List.of(
          new Place(Kind.JOB, "schedule/pause_status", "PAUSED", false),
          new Place(Kind.JOB, "continuous/pause_status", "PAUSED", false),
          new Place(Kind.JOB, "trigger/pause_status", "PAUSED", false),
          new Place(Kind.JOB, "triggers/*/pause_status", "PAUSED", false),
          new Place(Kind.JOB, "max_concurrent_runs", "0", true),
          new Place(Kind.PIPELINE, "continuous", "false", false),
          new Place(Kind.INSTANCE_POOL, "min_idle_instances", "0", false),
          new Place(Kind.ALERT, "schedule/pause_status", "PAUSED", false));

  private final boolean lockRuns;

  /**
   * @param lockRuns whether jobs of the passive side take no runs at all
   */
  public Starters(boolean lockRuns) {
    this.lockRuns = lockRuns;
  }

  /** Kinds of which some start by themselves. */
  public static List<Kind> kinds() {
    return List.of(Kind.INSTANCE_POOL, Kind.PIPELINE, Kind.ALERT, Kind.JOB);
  }

  /** What {@code body} says about starting, by place. */
  public Map<String, String> intent(Kind kind, ObjectNode body) {
    Map<String, String> intent = new TreeMap<>();
    visit(kind, body, (path, parent, name, place) -> intent.put(path, parent.get(name).asText()));
    return intent;
  }

  /** Whether something of {@code body} does not rest. */
  public boolean isActive(Kind kind, ObjectNode body) {
    boolean[] active = {false};
    visit(
        kind,
        body,
        (path, parent, name, place) ->
            active[0] |= !parent.get(name).asText().equals(place.resting()));
    return active[0];
  }

  /** The same with everything at rest. */
  public ObjectNode resting(Kind kind, ObjectNode body) {
    ObjectNode copy = body.deepCopy();
    visit(kind, copy, (path, parent, name, place) -> set(parent, name, place.resting()));
    return copy;
  }

  /** The same with everything as {@code intent} says; places that it does not know stay. */
  public ObjectNode with(Kind kind, ObjectNode body, Map<String, String> intent) {
    ObjectNode copy = body.deepCopy();
    visit(
        kind,
        copy,
        (path, parent, name, place) -> {
          if (intent.containsKey(path)) {
            set(parent, name, intent.get(path));
          }
        });
    return copy;
  }

  /**
   * How {@code now} starts where {@code before} started otherwise, for people: {@code schedule
   * unpaused, max_concurrent_runs 3}.
   */
  public String change(Kind kind, ObjectNode before, ObjectNode now) {
    Map<String, String> old = intent(kind, before);
    List<String> changes = new ArrayList<>();
    intent(kind, now)
        .forEach(
            (path, value) -> {
              if (!value.equals(old.get(path))) {
                String place = path.replace("/pause_status", "").replace('/', ' ');
                changes.add(place + " " + value.toLowerCase(Locale.ROOT));
              }
            });
    Collections.reverse(changes); // Schedules first, how many runs at once last.
    return String.join(", ", changes);
  }

  private static void set(ObjectNode parent, String name, String value) {
    if (value.equals("true") || value.equals("false")) {
      parent.put(name, Boolean.parseBoolean(value));
    } else if (value.matches("\\d{1,18}")) {
      parent.put(name, Long.parseLong(value));
    } else {
      parent.put(name, value);
    }
  }

  private interface Visit {
    void at(String path, ObjectNode parent, String name, Place place);
  }

  private void visit(Kind kind, ObjectNode body, Visit visit) {
    for (Place place : PLACES) {
      if (place.kind() == kind && (lockRuns || !place.isLock())) {
        walk(body, place.path().split("/"), 0, "", place, visit);
      }
    }
  }

  private static void walk(
      JsonNode node, String[] steps, int at, String path, Place place, Visit visit) {
    String step = steps[at];
    if (step.equals("*")) {
      if (node instanceof ArrayNode array) {
        for (int i = 0; i < array.size(); i++) {
          walk(array.get(i), steps, at + 1, path + "/" + i, place, visit);
        }
      }
      return;
    }
    String here = path.isEmpty() ? step : path + "/" + step;
    if (at < steps.length - 1) {
      walk(node.path(step), steps, at + 1, here, place, visit);
    } else if (node instanceof ObjectNode object && object.path(step).isValueNode()) {
      visit.at(here, object, step, place);
    }
  }

  /** Hash of what an object is, apart from what starts by itself. */
  public String hash(Kind kind, ObjectNode body) {
    return Tree.hash(resting(kind, body));
  }
}
