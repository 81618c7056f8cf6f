package io.twinlake.core.preflight;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StorePlace;
import io.twinlake.core.store.StoreProvider;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Opens {@code scripted://<pair>-<name>/}: stores that behave as a test tells them. */
public final class ScriptedProvider implements StoreProvider {
  private static final Map<String, ScriptedStore> STORES = new ConcurrentHashMap<>();

  static ScriptedStore store(URI root) {
    return STORES.computeIfAbsent(root.getAuthority(), name -> new ScriptedStore(root));
  }

  @Override
  public boolean serves(URI root, StoreContext context) {
    return "scripted".equals(root.getScheme());
  }

  @Override
  public ObjectStore open(URI root, StoreContext context) {
    return store(root);
  }

  @Override
  public StorePlace place(URI root, StoreContext context) {
    String name = name(root);
    return new StorePlace(
        "container " + name,
        name,
        name + ".service",
        Optional.of(name + ".host"),
        store(root).direct,
        "the role 'Reader' on container " + name,
        "the role 'Contributor' on container " + name,
        "Create it: make-container " + name);
  }

  @Override
  public String canonical(URI root) {
    return root.toString();
  }

  @Override
  public URI defaultHistory(URI dataRoot) {
    return URI.create("scripted://" + dataRoot.getAuthority() + "-history/");
  }

  /** What follows the pair's name. */
  private static String name(URI root) {
    return root.getAuthority().substring(root.getAuthority().indexOf('-') + 1);
  }
}
