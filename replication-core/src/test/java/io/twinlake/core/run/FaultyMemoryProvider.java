package io.twinlake.core.run;

import io.twinlake.core.memory.MemoryStoreProvider;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreProvider;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens {@code faulty://<pair>-<name>/}: the memory store of the same name behind the faults of its
 * pair.
 */
public final class FaultyMemoryProvider implements StoreProvider {
  static final String SCHEME = "faulty";
  private static final Map<String, Faults> FAULTS = new ConcurrentHashMap<>();
  private final MemoryStoreProvider memory = new MemoryStoreProvider();

  /** Puts {@code faults} before every store whose name begins with {@code pair}. */
  static void register(String pair, Faults faults) {
    FAULTS.put(pair, faults);
  }

  @Override
  public boolean serves(URI root, StoreContext context) {
    return SCHEME.equals(root.getScheme());
  }

  @Override
  public ObjectStore open(URI root, StoreContext context) {
    String authority = root.getAuthority();
    int dash = authority.indexOf('-');
    return new FaultyStore(
        MemoryStoreProvider.store(inMemory(root)),
        root,
        authority.substring(dash + 1),
        FAULTS.get(authority.substring(0, dash)));
  }

  @Override
  public String canonical(URI root) {
    return memory.canonical(root);
  }

  @Override
  public URI defaultHistory(URI dataRoot) {
    return faulty(memory.defaultHistory(dataRoot));
  }

  static URI faulty(URI memoryRoot) {
    return URI.create(SCHEME + memoryRoot.toString().substring("memory".length()));
  }

  private static URI inMemory(URI root) {
    return URI.create("memory" + root.toString().substring(SCHEME.length()));
  }
}
