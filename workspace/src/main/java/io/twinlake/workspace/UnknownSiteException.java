package io.twinlake.workspace;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import java.util.Set;

/** The settings do not name that site, or not its workspace. */
public final class UnknownSiteException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  UnknownSiteException(String name, Set<String> sites) {
    super(
        Effect.NONE_DO_NOT_RETRY,
        "No site is called %s; there are %s. Nothing was done."
            .formatted(name, String.join(" and ", sites)));
  }

  UnknownSiteException(String name) {
    super(
        Effect.NONE_DO_NOT_RETRY,
        "The settings name no Databricks workspace of site %s. Add sites.%s.workspace, { profile: ... }. Nothing was done."
            .formatted(name, name));
  }
}
