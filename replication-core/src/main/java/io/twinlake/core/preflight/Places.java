package io.twinlake.core.preflight;

import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.DatasetSettings.Mode;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.settings.Site;
import io.twinlake.core.store.Stores;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which roots a run of some datasets uses, and for what. */
final class Places {
  private final Settings settings;
  private final Stores stores;
  private final List<DatasetSettings> datasets;

  /**
   * @param only names of the datasets; empty for all
   */
  Places(Settings settings, Stores stores, Set<String> only) {
    this.settings = settings;
    this.stores = stores;
    this.datasets =
        settings.datasets().stream()
            .filter(d -> only.isEmpty() || only.contains(d.name()))
            .filter(d -> d.mode() != Mode.LOCAL)
            .toList();
  }

  /** The source's places, then the target's; data, history, control. */
  List<Place> all() {
    List<Place> places = new ArrayList<>();
    data(settings.source(), Use.SOURCE_DATA, places);
    places.add(
        place(settings.source(), "control", Use.SOURCE_CONTROL, settings.source().control()));
    data(settings.target(), Use.TARGET_DATA, places);
    histories(places);
    places.add(
        place(settings.target(), "control", Use.TARGET_CONTROL, settings.target().control()));
    return places;
  }

  /** Whether {@code place} stands for the history of that data root of the target. */
  boolean isHistoryOf(Place place, URI dataRoot) {
    return place.use() == Use.HISTORY
        && place.words().name().equals(stores.place(historyOf(dataRoot)).name());
  }

  private URI historyOf(URI dataRoot) {
    return settings.target().history().orElseGet(() -> stores.defaultHistory(dataRoot));
  }

  private void data(Site site, Use use, List<Place> places) {
    site.roots()
        .forEach(
            (name, uri) -> {
              List<DatasetSettings> here =
                  datasets.stream().filter(d -> d.root().equals(name)).toList();
              if (!here.isEmpty()) {
                boolean replicated = here.stream().anyMatch(d -> d.mode() == Mode.REPLICATE);
                places.add(
                    new Place(
                        site.name(),
                        name,
                        replicated ? use : Use.COMPARED_DATA,
                        uri,
                        stores.place(uri),
                        here));
              }
            });
  }

  /** Roots in one container are one place: whoever may write to one may write to the other. */
  private void histories(List<Place> places) {
    Map<String, Place> byName = new LinkedHashMap<>();
    for (Place data : places) {
      if (data.use() == Use.TARGET_DATA) {
        Place history = place(settings.target(), "history", Use.HISTORY, historyOf(data.uri()));
        byName.putIfAbsent(history.words().name(), history);
      }
    }
    places.addAll(byName.values());
  }

  private Place place(Site site, String name, Use use, URI uri) {
    return new Place(site.name(), name, use, uri, stores.place(uri), List.of());
  }
}
