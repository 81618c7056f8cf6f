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

  /** The source's places, then the target's; data, control, history. */
  List<Place> all() {
    List<Place> places = new ArrayList<>();
    data(settings.source(), Use.SOURCE_DATA, places);
    places.add(
        place(settings.source(), "control", Use.SOURCE_CONTROL, settings.source().control()));
    data(settings.target(), Use.TARGET_DATA, places);
    places.add(
        place(settings.target(), "control", Use.TARGET_CONTROL, settings.target().control()));
    histories(places);
    return places;
  }

  /** The history root of a data root of the target. */
  URI historyOf(URI dataRoot) {
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

  private void histories(List<Place> places) {
    Map<URI, String> roots = new LinkedHashMap<>();
    places.stream()
        .filter(p -> p.use() == Use.TARGET_DATA)
        .forEach(p -> roots.putIfAbsent(historyOf(p.uri()), p.name()));
    boolean one = settings.target().history().isPresent();
    roots.forEach(
        (uri, data) ->
            places.add(
                place(
                    settings.target(), one ? "history" : "history of " + data, Use.HISTORY, uri)));
  }

  private Place place(Site site, String name, Use use, URI uri) {
    return new Place(site.name(), name, use, uri, stores.place(uri), List.of());
  }
}
