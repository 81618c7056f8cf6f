package io.twinlake.workspace.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Tree;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Changes of what starts by itself. They send as little as the interfaces allow and begin with what
 * is there now, so that nothing else of the object changes: here a primary is written to.
 */
public final class Switches {
  private static final List<String> OF_JOBS =
      List.of("schedule", "continuous", "trigger", "triggers", "max_concurrent_runs");

  private Switches() {}

  /** How ids of jobs are sent. */
  public static Object number(String id) {
    return Work.number(id);
  }

  /**
   * Changes one object.
   *
   * @param change makes from what is there what should be; an equal answer writes nothing
   * @return whether something was written
   */
  public static boolean set(Api api, Kind kind, String id, UnaryOperator<ObjectNode> change) {
    return switch (kind) {
      case JOB -> job(api, id, change);
      case PIPELINE -> pipeline(api, id, change);
      case INSTANCE_POOL -> pool(api, id, change);
      case ALERT -> alert(api, id, change);
      default -> throw new IllegalArgumentException(kind.title() + " does not start by itself");
    };
  }

  private static boolean job(Api api, String id, UnaryOperator<ObjectNode> change) {
    ObjectNode settings = (ObjectNode) Work.wholeJob(api, id).path("settings");
    if (!settings.has("max_concurrent_runs")) {
      settings.put("max_concurrent_runs", 1);
    }
    Work.withStatus(settings);
    ObjectNode wanted = change.apply(settings);
    if (same(wanted, settings)) {
      return false;
    }
    // Parts of a schedule cannot be sent: it is replaced as a whole.
    ObjectNode sent = wanted.deepCopy().retain(OF_JOBS);
    ObjectNode body = Tree.of("job_id", Work.number(id));
    body.set("new_settings", sent);
    api.set("POST", "/api/2.2/jobs/update", body);
    return true;
  }

  private static boolean pipeline(Api api, String id, UnaryOperator<ObjectNode> change) {
    String path = "/api/2.0/pipelines/" + id;
    ObjectNode spec = (ObjectNode) api.get(path, Map.of()).path("spec");
    if (!spec.has("continuous")) {
      spec.put("continuous", false);
    }
    ObjectNode wanted = change.apply(spec);
    if (same(wanted, spec)) {
      return false;
    }
    api.set("PUT", path, wanted.deepCopy().put("id", id).put("allow_duplicate_names", true));
    return true;
  }

  private static boolean pool(Api api, String id, UnaryOperator<ObjectNode> change) {
    ObjectNode pool = api.get("/api/2.0/instance-pools/get", Map.of("instance_pool_id", id));
    if (!pool.has("min_idle_instances")) {
      pool.put("min_idle_instances", 0);
    }
    ObjectNode wanted = change.apply(pool);
    if (same(wanted, pool)) {
      return false;
    }
    ObjectNode sent = Compute.editable(wanted.deepCopy()).put("instance_pool_id", id);
    api.set("POST", "/api/2.0/instance-pools/edit", sent);
    return true;
  }

  private static boolean alert(Api api, String id, UnaryOperator<ObjectNode> change) {
    String path = "/api/2.0/alerts/" + id;
    ObjectNode alert = api.get(path, Map.of());
    ObjectNode wanted = change.apply(alert);
    if (same(wanted, alert)) {
      return false;
    }
    ObjectNode body = Tree.object();
    body.set("schedule", wanted.path("schedule"));
    api.set("PATCH", path + "?update_mask=schedule", body);
    return true;
  }

  /** Numbers have several types. */
  private static boolean same(ObjectNode a, ObjectNode b) {
    return Tree.hash(a).equals(Tree.hash(b));
  }
}
