package io.twinlake.core.store;

import io.twinlake.core.Effect;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;

/** Opens stores by their URI, through the providers on the class path. */
public final class Stores {
  private final List<StoreProvider> providers;
  private final StoreContext context;
  private final UnaryOperator<ObjectStore> wrapping;

  /** Stores as their providers open them. */
  public Stores(StoreContext context) {
    this(context, UnaryOperator.identity());
  }

  /**
   * @param wrapping put around every store that is opened: retries, limits, counting
   */
  public Stores(StoreContext context, UnaryOperator<ObjectStore> wrapping) {
    this(
        ServiceLoader.load(StoreProvider.class, Stores.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList(),
        context,
        wrapping);
  }

  Stores(List<StoreProvider> providers, StoreContext context, UnaryOperator<ObjectStore> wrapping) {
    this.providers = List.copyOf(providers);
    this.context = context;
    this.wrapping = wrapping;
  }

  public StoreContext context() {
    return context;
  }

  /** Opens the store at {@code root}; the caller closes it. Costs no request. */
  public ObjectStore open(URI root) {
    return wrapping.apply(provider(root).open(root, context));
  }

  /**
   * A name for the place that {@code root} is, equal for all names of one place; ends with a slash.
   */
  public String canonical(URI root) {
    return provider(root).canonical(root);
  }

  /** The history root for {@code dataRoot} where the settings name none. */
  public URI defaultHistory(URI dataRoot) {
    return provider(dataRoot).defaultHistory(dataRoot);
  }

  private StoreProvider provider(URI root) {
    return providers.stream()
        .filter(p -> p.serves(root, context))
        .findFirst()
        .orElseThrow(
            () ->
                new StoreException(
                    Effect.NONE_DO_NOT_RETRY,
                    StoreProblem.OTHER,
                    "No store is known for %s with 'driver: %s'. Use an abfs(s), wasb(s), hdfs or file URI, or one whose scheme Hadoop has a file system for on the class path."
                        .formatted(root, context.driver(root).name().toLowerCase(Locale.ROOT))));
  }
}
