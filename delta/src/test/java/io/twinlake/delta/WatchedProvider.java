package io.twinlake.delta;

import io.twinlake.core.memory.MemoryStoreProvider;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreProvider;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens {@code watched://<pair>-<name>/}: the memory store of that name behind its pair's watch.
 */
public final class WatchedProvider implements StoreProvider {
  private static final Map<String, Watch> WATCHES = new ConcurrentHashMap<>();
  private final MemoryStoreProvider memory = new MemoryStoreProvider();

  static void register(String pair, Watch watch) {
    WATCHES.put(pair, watch);
  }

  @Override
  public boolean serves(URI root, StoreContext context) {
    return "watched".equals(root.getScheme());
  }

  @Override
  public ObjectStore open(URI root, StoreContext context) {
    String authority = root.getAuthority();
    int dash = authority.indexOf('-');
    return WATCHES
        .get(authority.substring(0, dash))
        .over(memory.open(inMemory(root), context), authority.substring(dash + 1));
  }

  @Override
  public String canonical(URI root) {
    return memory.canonical(inMemory(root));
  }

  @Override
  public URI defaultHistory(URI dataRoot) {
    return URI.create(
        "watched"
            + memory.defaultHistory(inMemory(dataRoot)).toString().substring("memory".length()));
  }

  private static URI inMemory(URI root) {
    return URI.create("memory" + root.toString().substring("watched".length()));
  }
}
