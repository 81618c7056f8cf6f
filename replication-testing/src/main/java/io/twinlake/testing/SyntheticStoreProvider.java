package io.twinlake.testing;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreProvider;
import java.net.URI;

/**
 * Opens {@code synthetic://<partitions>x<objects>/}: so many partitions by date with so many
 * objects each. Works in any JVM, as nothing is held anywhere.
 */
public final class SyntheticStoreProvider implements StoreProvider {
  @Override
  public boolean serves(URI root, StoreContext context) {
    return "synthetic".equals(root.getScheme());
  }

  @Override
  public ObjectStore open(URI root, StoreContext context) {
    return new SyntheticStore(root);
  }

  @Override
  public String canonical(URI root) {
    return root.toString().endsWith("/") ? root.toString() : root + "/";
  }

  @Override
  public URI defaultHistory(URI dataRoot) {
    throw new UnsupportedOperationException("Nothing is written to " + dataRoot);
  }
}
