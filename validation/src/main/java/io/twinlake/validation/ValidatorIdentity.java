package io.twinlake.validation;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.StoreContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who reads the data of both sites for a validation: an identity of its own, which needs to read
 * only. Its credentials stand in the Hadoop configuration under the keys that they would have
 * otherwise, behind {@code twinlake.identity.<name>.}.
 */
public final class ValidatorIdentity {
  private static final String PREFIX = "twinlake.identity.";

  /** By these the cluster's own identity is known; none of them may be left. */
  private static final List<String> CREDENTIALS =
      List.of(
          "fs.azure.account.key",
          "fs.azure.account.auth.type",
          "fs.azure.account.oauth",
          "fs.azure.sas.",
          "fs.azure.delegation.");

  private ValidatorIdentity() {}

  /**
   * {@code context} with the credentials of identity {@code name}, and no others for Azure.
   *
   * @throws ReplicationException if the configuration has none under that name: the cluster's own
   *     are never taken instead
   */
  public static StoreContext in(StoreContext context, String name) {
    return new StoreContext(in(context.hadoop(), name), context.requester());
  }

  /**
   * The Hadoop settings {@code hadoop} with the credentials of identity {@code name}, and no others
   * for Azure. Pure.
   *
   * @throws ReplicationException if there are none under that name
   */
  public static Map<String, String> in(Map<String, String> hadoop, String name) {
    String prefix = PREFIX + name + ".";
    Map<String, String> settings = new TreeMap<>();
    Map<String, String> own = new TreeMap<>();
    hadoop.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            own.put(key.substring(prefix.length()), value);
          } else if (!key.startsWith(PREFIX) && CREDENTIALS.stream().noneMatch(key::startsWith)) {
            settings.put(key, value);
          }
        });
    if (own.isEmpty()) {
      throw new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          "validation.identity is '%1$s', and no Hadoop setting begins with %2$s. Set its credentials there, %2$sfs.azure.account.auth.type and so on, or leave validation.identity out to compare as the cluster's own identity. Nothing was compared."
              .formatted(name, prefix));
    }
    settings.putAll(own);
    return settings;
  }
}
