package io.twinlake.core.store;

import java.net.URI;
import java.util.Optional;

/** Opens the stores of some URI schemes. Found by {@link java.util.ServiceLoader}. */
public interface StoreProvider {

  /**
   * Whether this provider opens {@code root} with what {@code context} offers. Costs no request.
   */
  boolean serves(URI root, StoreContext context);

  /**
   * Opens the store at {@code root}. Costs no request; a missing root or credential shows at the
   * first call, or here by its setting's name.
   */
  ObjectStore open(URI root, StoreContext context);

  /**
   * A name for the place that {@code root} is, equal for all names of one place: WASB and ABFS URIs
   * of one account and container agree, so that same and nested places are found whatever they are
   * called. Ends with a slash.
   */
  String canonical(URI root);

  /**
   * The history root that is used where the settings name none: beside {@code dataRoot}, never
   * below it.
   */
  URI defaultHistory(URI dataRoot);

  /**
   * Whether the stores tell {@link StoreContext#wire} of each request by themselves. Those that do
   * not are counted by what wraps them: one request for each call.
   */
  default boolean tellsRequests() {
    return false;
  }

  /** How {@code root} is spoken of to whoever administers it. Costs no request. */
  default StorePlace place(URI root, StoreContext context) {
    String name = canonical(root);
    return new StorePlace(
        name,
        name,
        name,
        Optional.empty(),
        false,
        "permission to list and read " + name,
        "permission to write to " + name,
        "Make " + name + ".");
  }
}
