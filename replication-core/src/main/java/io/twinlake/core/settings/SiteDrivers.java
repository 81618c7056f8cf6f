package io.twinlake.core.settings;

import io.twinlake.core.store.Driver;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.Stores;
import java.net.URI;

/** Tells whoever opens a site's stores by which way, as the site's {@code driver} says. */
public final class SiteDrivers {
  private SiteDrivers() {}

  /**
   * {@code context} with the way to each place of both sites: data roots, control and history. It
   * travels wherever the context does. Costs no request, and applying it twice changes nothing.
   */
  public static StoreContext in(Settings settings, StoreContext context) {
    StoreContext told = context;
    for (Site site : settings.sites().values()) {
      if (site.driver() != Driver.AUTO) {
        told = in(site, told);
      }
    }
    return told;
  }

  private static StoreContext in(Site site, StoreContext context) {
    StoreContext told = context.withDriver(site.control(), site.driver());
    for (URI root : site.roots().values()) {
      told = told.withDriver(root, site.driver());
      if (site.history().isEmpty()) {
        told = withDefaultHistory(root, site.driver(), told);
      }
    }
    return site.history().isPresent() ? told.withDriver(site.history().get(), site.driver()) : told;
  }

  private static StoreContext withDefaultHistory(URI root, Driver driver, StoreContext context) {
    try {
      return context.withDriver(new Stores(context).defaultHistory(root), driver);
    } catch (StoreException noneThere) {
      // Whoever needs that history meets the same failure, and tells it.
      return context;
    }
  }
}
