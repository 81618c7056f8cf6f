package io.twinlake.core.settings;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * No two places of a pair may be one, or lie inside each other: data roots, control roots and
 * history roots, of one site or of both. A run that reads what it writes never ends well.
 *
 * <p>Only a store knows all names of a place (WASB and ABFS name one container), so its {@code
 * canonical} is passed in: equal texts are one place, and a place whose text begins with another's
 * lies inside it. {@link Settings#load} has checked what the texts alone show.
 */
public final class PlaceRules {
  private enum Kind {
    DATA,
    CONTROL,
    HISTORY
  }

  private record Place(String name, String site, Kind kind, String canonical) {
    boolean contains(Place other) {
      return other.canonical.startsWith(canonical);
    }
  }

  private PlaceRules() {}

  /**
   * Everything that is wrong with the places of {@code settings}; empty if nothing is.
   *
   * @param canonical the one name of a place that all its names share
   */
  public static List<PlaceProblem> check(Settings settings, Function<URI, String> canonical) {
    return check(settings.sites().values(), canonical);
  }

  /**
   * Passes if {@link #check} finds nothing.
   *
   * @throws SettingsException with all that it finds
   */
  public static void require(Settings settings, Function<URI, String> canonical) {
    List<PlaceProblem> problems = check(settings, canonical);
    if (!problems.isEmpty()) {
      throw SettingsException.ofPlaces(problems);
    }
  }

  static List<PlaceProblem> check(Collection<Site> sites, Function<URI, String> canonical) {
    List<Place> places = new ArrayList<>();
    for (Site site : sites) {
      site.roots().forEach((root, uri) -> places.add(place(site, root, Kind.DATA, uri, canonical)));
      places.add(place(site, "control", Kind.CONTROL, site.control(), canonical));
      site.history()
          .ifPresent(uri -> places.add(place(site, "history", Kind.HISTORY, uri, canonical)));
    }
    List<PlaceProblem> problems = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      for (int j = i + 1; j < places.size(); j++) {
        compare(places.get(i), places.get(j), problems);
      }
    }
    return problems;
  }

  /** What the text of a URI says about its place: no more than its case and its last slash. */
  static String ofText(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    String authority =
        uri.getRawAuthority() == null ? "" : uri.getRawAuthority().toLowerCase(Locale.ROOT);
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    return slashAtEnd(scheme + "://" + authority + (path.startsWith("/") ? path : "/" + path));
  }

  private static Place place(
      Site site, String name, Kind kind, URI uri, Function<URI, String> canonical) {
    return new Place(
        "sites." + site.name() + "." + name, site.name(), kind, slashAtEnd(canonical.apply(uri)));
  }

  private static String slashAtEnd(String text) {
    return text.endsWith("/") ? text : text + "/";
  }

  private static void compare(Place a, Place b, List<PlaceProblem> problems) {
    if (a.canonical.equals(b.canonical)) {
      problems.add(
          new PlaceProblem(
              b.name,
              "%s and %s are one place: %s. Give each a place of its own"
                  .formatted(a.name, b.name, whyNotOne(a, b))));
    } else if (a.contains(b)) {
      problems.add(inside(b, a));
    } else if (b.contains(a)) {
      problems.add(inside(a, b));
    }
  }

  private static String whyNotOne(Place a, Place b) {
    if (a.kind == Kind.DATA && b.kind == Kind.DATA) {
      return a.site.equals(b.site)
          ? "two data roots would replicate each object twice"
          : "replication would overwrite what it reads";
    }
    if (a.kind == Kind.DATA || b.kind == Kind.DATA) {
      return "what Twinlake keeps for itself would be replicated as data";
    }
    return a.site.equals(b.site)
        ? "retention would remove recovery points"
        : "whoever loses one site would lose what both know";
  }

  private static PlaceProblem inside(Place inner, Place outer) {
    String why;
    if (outer.kind == Kind.DATA && inner.kind == Kind.DATA) {
      why =
          inner.site.equals(outer.site)
              ? "its objects would belong to both data roots"
              : "each run would copy its own copies";
    } else if (outer.kind == Kind.DATA) {
      why = "what Twinlake keeps there would be replicated as data";
    } else {
      why = "Twinlake removes what it no longer needs there";
    }
    return new PlaceProblem(
        inner.name,
        "%s lies inside %s: %s. Put them beside each other".formatted(inner.name, outer.name, why));
  }
}
