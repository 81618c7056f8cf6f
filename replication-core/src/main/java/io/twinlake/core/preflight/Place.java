package io.twinlake.core.preflight;

import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.store.StorePlace;
import java.net.URI;
import java.util.List;
import java.util.Objects;

/**
 * One root that a run uses.
 *
 * @param site name of its site
 * @param name as the settings name it: {@code raw}, {@code control}, {@code history}
 * @param use what it is to a run
 * @param uri where it is
 * @param words how it is spoken of
 * @param datasets those that lie in it, where it is a data root
 */
record Place(
    String site, String name, Use use, URI uri, StorePlace words, List<DatasetSettings> datasets) {
  Place {
    Objects.requireNonNull(site);
    datasets = List.copyOf(datasets);
  }

  /** {@code west raw}. */
  String title() {
    return site + " " + name;
  }
}
