package io.twinlake.storage.azure;

import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether {@code driver: auto} takes the native store. It does, unless the Hadoop settings show
 * that the cluster reaches the account in a way that only its own driver knows (another
 * implementation of the scheme, or another authentication type) and no native credential can be
 * made of them. Asks nobody.
 */
final class NativeChoice {
  private static final Set<String> NATIVE_TYPES = Set.of("", "sharedkey", "sas", "oauth", "custom");
  private static final String HADOOP = "org.apache.hadoop.fs.azure";

  private NativeChoice() {}

  static boolean isNative(URI root, StoreContext context) {
    String scheme = root.getScheme().toLowerCase(Locale.ROOT);
    boolean foreignDriver =
        context
            .get("fs." + scheme + ".impl")
            .filter(impl -> !impl.isBlank() && !impl.trim().startsWith(HADOOP))
            .isPresent();
    return (!foreignDriver && isNativeType(root, context)) || hasCredential(root, context);
  }

  private static boolean isNativeType(URI root, StoreContext context) {
    try {
      AzurePlace place = AzurePlace.of(root);
      Optional<String> type = Optional.empty();
      for (String host : place.hosts()) {
        type = type.or(() -> context.get(AzureCredentials.AUTH_TYPE + "." + host));
      }
      return NATIVE_TYPES.contains(
          type.or(() -> context.get(AzureCredentials.AUTH_TYPE))
              .orElse("")
              .trim()
              .toLowerCase(Locale.ROOT));
    } catch (StoreException notAPlace) {
      // The native store says best what is wrong with it.
      return true;
    }
  }

  private static boolean hasCredential(URI root, StoreContext context) {
    try {
      return AzureCredentials.of(AzurePlace.of(root), context) != null;
    } catch (StoreException notFound) {
      return false;
    }
  }
}
