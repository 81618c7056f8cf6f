package io.twinlake.workspace.api;

import java.util.Map;

/**
 * The classes of requests that a workspace limits apart, with the rates that are said to hold on
 * Azure. They are second-hand except for permissions, so settings may change each.
 */
public enum Limit {
  EXPORT(60),
  IMPORT(30),
  JOBS(20),
  PERMISSIONS_READ(100),
  PERMISSIONS_WRITE(30),
  DBFS(30),
  SECRETS(18),
  SCIM(4),
  READ(60),
  WRITE(20);

  private final double perSecond;

  Limit(double perSecond) {
    this.perSecond = perSecond;
  }

  public double perSecond() {
    return perSecond;
  }

  /** The class that a request belongs to. */
  static Limit of(String method, String path) {
    boolean read = method.equals("GET");
    String api = path.replaceFirst("^/api/[0-9.]+/", "");
    if (api.startsWith("workspace/export")) {
      return EXPORT;
    }
    if (api.startsWith("workspace/import") || api.startsWith("workspace-files/")) {
      return IMPORT;
    }
    if (api.startsWith("permissions/")) {
      return read ? PERMISSIONS_READ : PERMISSIONS_WRITE;
    }
    for (Map.Entry<String, Limit> prefix :
        Map.of("dbfs/", DBFS, "secrets/", SECRETS, "preview/scim/", SCIM).entrySet()) {
      if (api.startsWith(prefix.getKey())) {
        return prefix.getValue();
      }
    }
    if (read) {
      return READ;
    }
    return api.startsWith("jobs/") ? JOBS : WRITE;
  }
}
