package io.twinlake.workspace.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/**
 * The object types of a workspace, in the order in which they are imported: what is referred to
 * comes before what refers to it.
 */
public enum Kind {
  SERVICE_PRINCIPAL("Service principal", ""),
  USER("User", ""),
  GROUP("Group", ""),
  SECRET_SCOPE("Secret scope", ""),
  DIRECTORY("Directory", "directories"),
  REPO("Git folder", "repos"),
  NOTEBOOK("Notebook", "notebooks"),
  FILE("Workspace file", "files"),
  DBFS_FILE("DBFS file", ""),
  VOLUME_FILE("Volume file", ""),
  INSTANCE_POOL("Instance pool", "instance-pools"),
  CLUSTER_POLICY("Cluster policy", "cluster-policies"),
  WAREHOUSE("SQL warehouse", "sql/warehouses"),
  NOTIFICATION_DESTINATION("Notification destination", ""),
  CLUSTER("Cluster", "clusters"),
  LIBRARIES("Cluster libraries", ""),
  MOUNT("Mount", ""),
  QUERY("Query", "sql/queries"),
  ALERT("Alert", "alertsv2"),
  DASHBOARD("Dashboard", "dashboards"),
  PIPELINE("Pipeline", "pipelines"),
  JOB("Job", "jobs"),
  /** Late: what starts from now on runs them. */
  GLOBAL_INIT_SCRIPT("Global init script", ""),
  WORKSPACE_SETTING("Workspace setting", ""),
  /** Last: a wrong one locks everybody out, us too. */
  IP_ACCESS_LIST("IP access list", "");

  private final String title;
  private final String permissions;

  Kind(String title, String permissions) {
    this.title = title;
    this.permissions = permissions;
  }

  /** How people call it. */
  public String title() {
    return title;
  }

  /** What permissions call it; empty where objects of this type have none of their own. */
  public String permissions() {
    return permissions;
  }

  /** Whether it is somebody who may have rights. These are never deleted. */
  public boolean isPrincipal() {
    return this == USER || this == GROUP || this == SERVICE_PRINCIPAL;
  }

  /** Whether it is a place in the workspace's tree. */
  public boolean isInTree() {
    return this == DIRECTORY || this == REPO || this == NOTEBOOK || this == FILE;
  }

  /** How settings and documents write it: {@code instance-pool}. */
  @JsonValue
  public String written() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The kind that is {@linkplain #written written} so. */
  @JsonCreator
  public static Kind of(String written) {
    return Arrays.stream(values())
        .filter(kind -> kind.written().equals(written))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No object type is called " + written));
  }
}
