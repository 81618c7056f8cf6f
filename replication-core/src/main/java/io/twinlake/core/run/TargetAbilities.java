package io.twinlake.core.run;

import io.twinlake.core.Effect;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.DatasetSettings.Mode;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.settings.Site;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.Stores;
import java.net.URI;
import java.util.TreeSet;

/** Whether the stores of a target can do what a target must. Costs no request. */
final class TargetAbilities {
  private TargetAbilities() {}

  /**
   * Passes if they can.
   *
   * @throws StoreException that names the setting; nothing was read or written
   */
  static void require(Settings settings, Stores stores) {
    Site target = settings.target();
    String site = "sites." + target.name() + ".";
    require(
        site + "control",
        target.control(),
        Ability.PUT_IF_ABSENT,
        "two runs could both commit a recovery point there",
        stores);
    TreeSet<String> written = new TreeSet<>();
    for (DatasetSettings dataset : settings.datasets()) {
      if (dataset.mode() == Mode.REPLICATE) {
        written.add(dataset.root());
      }
    }
    for (String root : written) {
      URI uri = target.roots().get(root);
      String why = "a write there could overwrite what somebody else put";
      require(site + root, uri, Ability.CONDITIONAL, why, stores);
      URI history = target.history().orElseGet(() -> stores.defaultHistory(uri));
      require(site + "history", history, Ability.CONDITIONAL, why, stores);
    }
  }

  private static void require(
      String setting, URI root, Ability ability, String why, Stores stores) {
    try (ObjectStore store = stores.open(root)) {
      if (!store.abilities().contains(ability)) {
        throw new StoreException(
            Effect.NONE_DO_NOT_RETRY,
            StoreProblem.OTHER,
            "%s (%s) cannot be written the way it is reached: %s. It can only be a source. Nothing was read or written. On Azure set 'driver: native' for the site; elsewhere use hdfs or an abfss root."
                .formatted(setting, root, why));
      }
    }
  }
}
