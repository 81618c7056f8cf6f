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
  private final Wrapping wrapping;

  /** What is put around every store that is opened. */
  public interface Wrapping {
    /** What the requests to {@code root} are told to. */
    Wire wire(URI root);

    /**
     * Puts retries and limits around a store.
     *
     * @param untold what to tell each call to; {@link Wire#OPEN} for a store that does it itself
     */
    ObjectStore wrap(ObjectStore store, Wire untold);
  }

  private record Plainly(UnaryOperator<ObjectStore> wrapping) implements Wrapping {
    @Override
    public Wire wire(URI root) {
      return Wire.OPEN;
    }

    @Override
    public ObjectStore wrap(ObjectStore store, Wire untold) {
      return wrapping.apply(store);
    }
  }

  /** Stores as their providers open them. */
  public Stores(StoreContext context) {
    this(context, UnaryOperator.identity());
  }

  /**
   * @param wrapping put around every store that is opened
   */
  public Stores(StoreContext context, UnaryOperator<ObjectStore> wrapping) {
    this(context, new Plainly(wrapping));
  }

  /**
   * @param wrapping put around every store that is opened: retries, limits, counting
   */
  public Stores(StoreContext context, Wrapping wrapping) {
    this(
        ServiceLoader.load(StoreProvider.class, Stores.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList(),
        context,
        wrapping);
  }

  Stores(List<StoreProvider> providers, StoreContext context, UnaryOperator<ObjectStore> wrapping) {
    this(providers, context, new Plainly(wrapping));
  }

  private Stores(List<StoreProvider> providers, StoreContext context, Wrapping wrapping) {
    this.providers = List.copyOf(providers);
    this.context = context;
    this.wrapping = wrapping;
  }

  public StoreContext context() {
    return context;
  }

  /** Opens the store at {@code root}; the caller closes it. Costs no request. */
  public ObjectStore open(URI root) {
    StoreProvider provider = provider(root);
    Wire wire = wrapping.wire(root);
    return wrapping.wrap(
        provider.open(root, context.through(wire)), provider.tellsRequests() ? Wire.OPEN : wire);
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

  /** How {@code root} is spoken of to whoever administers it. Costs no request. */
  public StorePlace place(URI root) {
    return provider(root).place(root, context);
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
