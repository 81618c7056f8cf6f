package io.twinlake.storage.file;

import io.twinlake.core.Effect;
import io.twinlake.core.store.Driver;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StorePlace;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.StoreProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens {@code file:} roots: {@link FileStore}. */
public final class FileStoreProvider implements StoreProvider {
  private static final String HISTORY = ".twinlake-history";

  @Override
  public boolean serves(URI root, StoreContext context) {
    return "file".equals(root.getScheme()) && context.driver(root) != Driver.HADOOP;
  }

  @Override
  public ObjectStore open(URI root, StoreContext context) {
    return new FileStore(withSlash(path(root)));
  }

  @Override
  public StorePlace place(URI root, StoreContext context) {
    Path path = path(root);
    String name = "directory " + path;
    String label = path.getFileName() == null ? "/" : path.getFileName() + "/";
    return new StorePlace(
        name,
        label,
        "this machine",
        Optional.empty(),
        false,
        "permission to read " + name,
        "permission to write to " + name,
        "Make it: mkdir -p " + path);
  }

  /**
   * The real path as far as it exists, so that symbolic links and {@code ..} make no second name.
   */
  @Override
  public String canonical(URI root) {
    Path path = path(root);
    Path existing = path;
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      return withSlash(existing.toRealPath().resolve(existing.relativize(path))).toString();
    } catch (IOException e) {
      throw FileFailures.of("look at " + existing, e);
    }
  }

  /** {@code file:/a/.twinlake-history/raw/} for {@code file:/a/raw}. */
  @Override
  public URI defaultHistory(URI dataRoot) {
    Path path = path(dataRoot);
    if (path.getParent() == null) {
      throw new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.OTHER,
          "%s has no directory beside it that could hold the history. Name one: history: file:/..."
              .formatted(dataRoot));
    }
    return withSlash(path.resolveSibling(HISTORY).resolve(path.getFileName()));
  }

  private static Path path(URI root) {
    try {
      return Path.of(root).toAbsolutePath().normalize();
    } catch (IllegalArgumentException e) {
      throw new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.OTHER,
          "Not the name of a local directory: %s (%s). Write it as file:///path/to/it."
              .formatted(root, e.getMessage()));
    }
  }

  /** {@link Path#toUri()} adds the slash only where the directory exists. */
  private static URI withSlash(Path path) {
    String uri = path.toUri().toString();
    return URI.create(uri.endsWith("/") ? uri : uri + "/");
  }
}
