package io.twinlake.storage.azure;

import io.twinlake.core.Effect;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A container, and perhaps a path in it, whatever its URI calls it.
 *
 * @param account the storage account's name
 * @param suffix what follows {@code dfs.} or {@code blob.} in the host, {@code core.windows.net}
 *     outside of national clouds
 * @param container the container's name
 * @param path the path of the root within the container; empty, or ending with a slash
 * @param secureScheme whether the URI's scheme asks for TLS
 */
record AzurePlace(
    String account, String suffix, String container, String path, boolean secureScheme) {
  private static final Set<String> SCHEMES = Set.of("abfs", "abfss", "wasb", "wasbs");
  private static final Set<String> SECURE_SCHEMES = Set.of("abfss", "wasbs");
  private static final Set<String> SYSTEM_CONTAINERS = Set.of("$root", "$logs", "$blobchangefeed");
  private static final String ENDPOINT = "fs.azure.abfs.endpoint";
  private static final String ALWAYS_HTTPS = "fs.azure.always.use.https";

  static boolean isServed(URI root) {
    return root.getScheme() != null
        && SCHEMES.contains(root.getScheme().toLowerCase(Locale.ROOT))
        && root.getRawAuthority() != null
        && root.getRawAuthority().contains("@");
  }

  static AzurePlace of(URI root) {
    if (!isServed(root)) {
      throw notAPlace(root, "it names no container and account");
    }
    String authority = root.getRawAuthority();
    String container = authority.substring(0, authority.indexOf('@'));
    String host = authority.substring(authority.indexOf('@') + 1).toLowerCase(Locale.ROOT);
    String[] labels = host.split("\\.", 3);
    if (labels.length < 3 || !(labels[1].equals("dfs") || labels[1].equals("blob"))) {
      throw notAPlace(root, "the host is not <account>.dfs.<suffix> or <account>.blob.<suffix>");
    }
    if (container.isEmpty() || labels[0].isEmpty()) {
      throw notAPlace(root, "container or account is empty");
    }
    if (SYSTEM_CONTAINERS.contains(container)) {
      throw notAPlace(root, container + " belongs to the service and is no data root");
    }
    return new AzurePlace(
        labels[0],
        labels[2],
        container,
        path(root),
        SECURE_SCHEMES.contains(root.getScheme().toLowerCase(Locale.ROOT)));
  }

  private static String path(URI root) {
    String path = root.getPath() == null ? "" : root.getPath();
    String relative = path.startsWith("/") ? path.substring(1) : path;
    return relative.isEmpty() || relative.endsWith("/") ? relative : relative + "/";
  }

  private static StoreException notAPlace(URI root, String why) {
    return new StoreException(
        Effect.NONE_DO_NOT_RETRY,
        StoreProblem.OTHER,
        "Cannot use %s://%s%s: %s. Write it as abfss://<container>@<account>.dfs.core.windows.net/<path>."
            .formatted(
                root.getScheme(),
                root.getRawAuthority() == null ? "" : root.getRawAuthority(),
                root.getRawPath() == null ? "" : root.getRawPath(),
                why));
  }

  /** Equal for all URIs of one place. */
  String canonical() {
    return "azure://%s.%s/%s/%s".formatted(account, suffix, container, path);
  }

  /** The URI by which the place is shown, without user information other than the container. */
  URI uri() {
    try {
      return new URI(
          secureScheme ? "abfss" : "abfs",
          container + "@" + account + ".dfs." + suffix,
          "/" + path,
          null,
          null);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The host names under which Hadoop's settings may know the account, most usual first. */
  List<String> hosts() {
    return List.of(account + ".dfs." + suffix, account + ".blob." + suffix);
  }

  /**
   * The Blob endpoint without a trailing slash. {@code fs.azure.abfs.endpoint} (host and port)
   * takes its place, with the account as first path segment; TLS is left out only where the scheme
   * does not ask for it and {@code fs.azure.always.use.https} is false, as ABFS has it.
   */
  String endpoint(StoreContext context) {
    return endpoint(context, "blob");
  }

  /** The Data Lake endpoint, likewise. */
  String dataLakeEndpoint(StoreContext context) {
    return endpoint(context, "dfs");
  }

  private String endpoint(StoreContext context, String service) {
    boolean https =
        secureScheme
            || context.get(ALWAYS_HTTPS).map(String::trim).map(Boolean::parseBoolean).orElse(true);
    String scheme = https ? "https://" : "http://";
    return context
        .get(ENDPOINT)
        .map(String::trim)
        .filter(endpoint -> !endpoint.isEmpty())
        .map(endpoint -> scheme + endpoint + "/" + account)
        .orElse(scheme + account + "." + service + "." + suffix);
  }
}
