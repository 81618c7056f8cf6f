package io.twinlake.metastore;

import io.twinlake.core.settings.MetastoreSettings;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.settings.Site;
import io.twinlake.metastore.mapping.Location;
import io.twinlake.metastore.mapping.LocationMapping;
import io.twinlake.metastore.mapping.Mount;
import io.twinlake.metastore.mapping.Residue;
import io.twinlake.metastore.mapping.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the settings say of the places of both sites, seen from one to the other. A pure function.
 */
final class Sites {
  private final Settings settings;
  private final String from;
  private final String to;

  Sites(Settings settings, String from, String to) {
    this.settings = settings;
    this.from = from;
    this.to = to;
  }

  /** What lies below a root of {@code from} lies below the same one of {@code to}. */
  List<Rule> rules() {
    return rules(to);
  }

  /** Roots of {@code from} under their names, standing for themselves. */
  List<Rule> roots() {
    return rules(from);
  }

  private List<Rule> rules(String target) {
    List<Rule> rules = new ArrayList<>();
    int number = 0;
    for (SortedMap<String, String> both : settings.metastore().locations()) {
      number++;
      rules.add(Rule.of("location-" + number, both.get(from), both.get(target)));
    }
    Site source = settings.sites().get(from);
    Site other = settings.sites().get(target);
    source
        .roots()
        .forEach(
            (name, uri) -> {
              if (other.roots().containsKey(name)) {
                rules.add(Rule.of(name, uri.toString(), other.roots().get(name).toString()));
              }
            });
    return rules;
  }

  LocationMapping mapping(List<Rule> rules) {
    MetastoreSettings metastore = settings.metastore();
    List<Mount> mounts = new ArrayList<>();
    metastore
        .mounts()
        .getOrDefault(from, new TreeMap<>())
        .forEach(
            (point, source) ->
                Location.parse(source).ifPresent(at -> mounts.add(new Mount(point, at))));
    Optional<Location> defaultFs =
        Optional.ofNullable(metastore.defaultFs().get(from)).flatMap(Location::parse);
    return new LocationMapping(rules, mounts, defaultFs);
  }

  Residue residue() {
    return new Residue(known(from), known(to));
  }

  /** Everything that the settings know of a site's places. */
  private List<String> known(String name) {
    Site site = settings.sites().get(name);
    List<String> known = new ArrayList<>();
    site.roots().values().forEach(uri -> known.add(uri.toString()));
    known.add(site.control().toString());
    site.history().ifPresent(uri -> known.add(uri.toString()));
    settings.metastore().locations().forEach(both -> known.add(both.get(name)));
    SortedMap<String, String> mounts =
        settings.metastore().mounts().getOrDefault(name, new TreeMap<>());
    mounts.keySet().forEach(point -> known.add("dbfs:" + point));
    known.addAll(mounts.values());
    Optional.ofNullable(settings.metastore().defaultFs().get(name)).ifPresent(known::add);
    site.metastore()
        .filter(text -> text.startsWith("thrift://"))
        .ifPresent(
            text -> {
              for (String one : text.split(",", -1)) {
                String host = one.replaceFirst("^thrift://", "").replaceFirst(":\\d+$", "");
                if (!host.equals("localhost") && !host.startsWith("127.")) {
                  known.add(host);
                }
              }
            });
    return known;
  }
}
