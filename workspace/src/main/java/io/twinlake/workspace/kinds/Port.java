package io.twinlake.workspace.kinds;

import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.model.Item;
import java.util.List;
import java.util.Optional;

/** How one object type is read and written. */
interface Port {
  /**
   * Reads all objects of the type. What fails for one object is noted.
   *
   * @throws io.twinlake.workspace.api.ApiException if they could not be listed to their end
   */
  void read(Reading reading);

  /** Reads one object again, as it is now; nothing if it is not there. */
  Optional<Item> readOne(Reading reading, String id, String key);

  /**
   * Makes an object from {@code item}, whose references are the workspace's own by now.
   *
   * @return its id
   */
  String create(Writing writing, Item item);

  /** Makes the object {@code id} what {@code item} says. Safe to repeat. */
  void update(Writing writing, String id, Item item, Item there);

  /** What follows a creation and may be repeated: stopping what started, pinning. */
  default void settle(Api api, String id) {}

  /** Is told all that will be created or changed, before the first of it is. */
  default void together(Writing writing, List<Item> items) {}

  /** What is there after {@code wanted} was written, where that need not be read back. */
  default Optional<Item> written(Item wanted) {
    return Optional.empty();
  }

  /** Removes the object. */
  void delete(Api api, String id, String key);
}
