package io.twinlake.workspace.sync;

import io.twinlake.workspace.model.Kind;
import java.util.List;
import java.util.Optional;

/**
 * A field that holds the id of another object. Found by name wherever it stands, also in tasks
 * inside of tasks and in cluster descriptions inside of jobs and policies.
 *
 * @param field its name
 * @param parent the field around it; empty for any
 * @param kind what it refers to; nothing for objects that are not carried
 */
record Reference(String field, String parent, Optional<Kind> kind) {
  private static final List<Reference> ALL =
      List.of(
          to(Kind.CLUSTER, "existing_cluster_id", ""),
          to(Kind.CLUSTER, "cluster_id", ""),
          to(Kind.INSTANCE_POOL, "instance_pool_id", ""),
          to(Kind.INSTANCE_POOL, "driver_instance_pool_id", ""),
          to(Kind.CLUSTER_POLICY, "policy_id", ""),
          to(Kind.WAREHOUSE, "warehouse_id", ""),
          to(Kind.PIPELINE, "pipeline_id", ""),
          to(Kind.JOB, "job_id", "run_job_task"),
          to(Kind.QUERY, "query_id", ""),
          to(Kind.ALERT, "alert_id", ""),
          to(Kind.NOTIFICATION_DESTINATION, "destination_id", ""),
          to(Kind.DASHBOARD, "dashboard_id", "dashboard_task"),
          new Reference("dashboard_id", "dashboard", Optional.empty()),
          to(Kind.USER, "user_id", ""),
          to(Kind.GROUP, "group_id", ""),
          to(Kind.SERVICE_PRINCIPAL, "service_principal_id", ""));

  /** Fields of {@code webhook_notifications}; each holds a list of destinations by {@code id}. */
  private static final String WEBHOOKS = "on_";

  private static Reference to(Kind kind, String field, String parent) {
    return new Reference(field, parent, Optional.of(kind));
  }

  /** What a field refers to, if it is a reference. */
  static Optional<Reference> at(String field, String parent) {
    if (field.equals("id") && parent.startsWith(WEBHOOKS)) {
      return Optional.of(to(Kind.NOTIFICATION_DESTINATION, field, parent));
    }
    return ALL.stream()
        .filter(r -> r.field.equals(field) && (r.parent.isEmpty() || r.parent.equals(parent)))
        .findFirst();
  }
}
