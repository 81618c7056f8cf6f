package io.twinlake.core.run;

import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.table.WholeNames;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Whole names by the data roots of the settings. */
final class RunNames implements WholeNames {
  private final RunSession session;
  private final DatasetJob job;
  private final Function<String, ObjectStore> targets;

  /**
   * @param targets the target's store of a data root
   */
  RunNames(RunSession session, DatasetJob job, Function<String, ObjectStore> targets) {
    this.session = session;
    this.job = job;
    this.targets = targets;
  }

  private Optional<OtherSite.Place> placeOf(String uri) {
    Settings settings = session.config().settings();
    return placeOf(settings.source().roots(), settings.target().roots(), uri);
  }

  private Optional<OtherSite.Place> placeOf(
      Map<String, URI> here, Map<String, URI> there, String uri) {
    return new OtherSite(here, there, session.stores()::canonical).placeOf(uri);
  }

  @Override
  public Optional<ObjectPath> below(String uri) {
    return placeOf(uri)
        .filter(place -> place.root().equals(job.dataset().root()))
        .flatMap(RunNames::path);
  }

  @Override
  public Optional<String> atTarget(String uri) {
    return placeOf(uri).map(OtherSite.Place::name);
  }

  @Override
  public boolean isAtTarget(String uri) {
    Settings settings = session.config().settings();
    return placeOf(settings.target().roots(), settings.source().roots(), uri)
        .filter(
            place ->
                path(place).flatMap(path -> targets.apply(place.root()).find(path)).isPresent())
        .isPresent();
  }

  /** A URI's path: percent-encoded once. */
  private static Optional<ObjectPath> path(OtherSite.Place place) {
    try {
      String plus = place.below().replace("+", "%2B");
      return Optional.of(ObjectPath.of(URLDecoder.decode(plus, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
