package io.twinlake.core.memory;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreProvider;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Opens {@code memory://name/} stores; the same name is the same store throughout this JVM. */
public final class MemoryStoreProvider implements StoreProvider {
  private static final Map<String, MemoryStore> STORES = new ConcurrentHashMap<>();

  @Override
  public boolean serves(URI root, StoreContext context) {
    return "memory".equals(root.getScheme());
  }

  @Override
  public ObjectStore open(URI root, StoreContext context) {
    return store(root);
  }

  /** The store behind {@code root}, made at the first call. */
  public static MemoryStore store(URI root) {
    return STORES.computeIfAbsent(
        name(root), name -> new MemoryStore(URI.create(name), Clock.systemUTC()));
  }

  @Override
  public String canonical(URI root) {
    return name(root);
  }

  @Override
  public URI defaultHistory(URI dataRoot) {
    return URI.create("memory://" + dataRoot.getAuthority() + "-twinlake-history/");
  }

  private static String name(URI root) {
    String text = root.toString();
    return text.endsWith("/") ? text : text + "/";
  }
}
