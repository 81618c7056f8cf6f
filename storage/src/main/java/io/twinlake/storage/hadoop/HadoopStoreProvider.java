package io.twinlake.storage.hadoop;

import io.twinlake.core.Effect;
import io.twinlake.core.store.Driver;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StorePlace;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.StoreProvider;
import io.twinlake.storage.azure.AzureStoreProvider;
import io.twinlake.storage.file.FileStoreProvider;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Opens roots through the file system that Hadoop has for their scheme: {@link HadoopStore}. With
 * {@link Driver#AUTO} it takes what no native store takes; with {@link Driver#HADOOP} whatever
 * Hadoop knows. Where there is no Hadoop on the class path, it takes nothing.
 */
public final class HadoopStoreProvider implements StoreProvider {
  private static final String HISTORY = ".twinlake-history";
  private static final int HDFS_PORT = 8020;

  /** Never asked of Hadoop unless somebody says so. */
  private static final Set<String> NATIVE = Set.of("file", "memory");

  private final AzureStoreProvider azure = new AzureStoreProvider();
  private final FileStoreProvider file = new FileStoreProvider();

  @Override
  public boolean serves(URI root, StoreContext context) {
    if (root.getScheme() == null) {
      return false;
    }
    return switch (context.driver(root)) {
      case NATIVE -> false;
      case HADOOP -> isKnown(root, context);
      case AUTO ->
          !NATIVE.contains(scheme(root)) && !azure.serves(root, context) && isKnown(root, context);
    };
  }

  private static boolean isKnown(URI root, StoreContext context) {
    try {
      return KnownSchemes.contains(root.getScheme(), context);
    } catch (LinkageError noHadoop) {
      return false;
    }
  }

  @Override
  public ObjectStore open(URI root, StoreContext context) {
    return new HadoopStore(withSlash(root), context);
  }

  /**
   * That of the native stores where they know the scheme, so that a place has one name by either
   * driver. Elsewhere the URI itself in lower case up to the path; two names of one name node, or a
   * {@code viewfs} link and what it leads to, are two to us, so name a place one way only.
   */
  @Override
  public String canonical(URI root) {
    if (AzureStoreProvider.isServed(root)) {
      return azure.canonical(root);
    }
    if (scheme(root).equals("file")) {
      return file.canonical(root);
    }
    return withSlash(root).toString();
  }

  /**
   * As the native stores have it where they know the scheme, but not direct: Hadoop stands between.
   * A name node may be a name service, which DNS does not know, so it is not looked up.
   */
  @Override
  public StorePlace place(URI root, StoreContext context) {
    if (AzureStoreProvider.isServed(root)) {
      return azure.place(root, context).throughAnother();
    }
    if (scheme(root).equals("file")) {
      return file.place(root, context);
    }
    String name = "directory " + withSlash(root);
    return new StorePlace(
        name,
        withSlash(root).getPath(),
        withSlash(root).getScheme() + "://" + withSlash(root).getRawAuthority(),
        Optional.empty(),
        false,
        "the permissions r-x on " + name,
        "the permissions rwx on " + name,
        "Make it: hadoop fs -mkdir -p " + withSlash(root));
  }

  /** {@code hdfs://nn/a/.twinlake-history/raw/} for {@code hdfs://nn/a/raw}. */
  @Override
  public URI defaultHistory(URI dataRoot) {
    if (AzureStoreProvider.isServed(dataRoot)) {
      return azure.defaultHistory(dataRoot);
    }
    URI root = withSlash(dataRoot);
    String path = root.getRawPath();
    if (path.equals("/")) {
      throw new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.OTHER,
          "%s has no directory beside it that could hold the history. Name one for the site: history: %s://..."
              .formatted(dataRoot, root.getScheme()));
    }
    int name = path.lastIndexOf('/', path.length() - 2) + 1;
    return root.resolve(path.substring(0, name) + HISTORY + "/" + path.substring(name));
  }

  private static String scheme(URI root) {
    return root.getScheme().toLowerCase(Locale.ROOT);
  }

  /** Scheme and host in lower case, no default port, one slash at the end. */
  private static URI withSlash(URI root) {
    String scheme = scheme(root);
    String authority = root.getRawAuthority() == null ? "" : root.getRawAuthority();
    if (scheme.equals("hdfs") && authority.isEmpty()) {
      throw new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.OTHER,
          "%s names no name node. Write hdfs://<nameservice or host:port>/<path>; each site has its own."
              .formatted(root));
    }
    if (!authority.contains("@")) {
      authority = authority.toLowerCase(Locale.ROOT);
    }
    if (scheme.equals("hdfs") && authority.endsWith(":" + HDFS_PORT)) {
      authority = authority.substring(0, authority.lastIndexOf(':'));
    }
    String path = root.getRawPath() == null ? "" : root.getRawPath();
    return URI.create(scheme + "://" + authority + ("/" + path + "/").replaceAll("/{2,}", "/"));
  }
}
