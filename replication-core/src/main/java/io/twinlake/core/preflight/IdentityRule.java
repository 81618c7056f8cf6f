package io.twinlake.core.preflight;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether the identity that validations read by is known. Its rights are not tried here. */
final class IdentityRule {
  private IdentityRule() {}

  /**
   * @param identity {@code validation.identity}
   * @param hadoop names of the Hadoop settings
   */
  static List<Finding> judge(Optional<String> identity, Set<String> hadoop) {
    if (identity.isEmpty()) {
      return List.of();
    }
    String prefix = "twinlake.identity." + identity.get() + ".";
    return hadoop.stream().anyMatch(key -> key.startsWith(prefix))
        ? List.of(
            Finding.note(
                "validation.identity",
                "validate and fingerprint read data as '%s', which is not tried here."
                    .formatted(identity.get()),
                "",
                "Run validate --level listing once."))
        : List.of(
            Finding.warning(
                "validation.identity",
                "No Hadoop setting begins with %s".formatted(prefix),
                "validate and fingerprint read data as '%s' and refuse without its credentials."
                    .formatted(identity.get()),
                "Set them there, or leave validation.identity out."));
  }
}
