package io.twinlake.core.settings;

import io.twinlake.core.settings.YamlNode.Entry;
import io.twinlake.core.store.Driver;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads one site: its data roots by the names the user gave them, control and history. */
final class SiteSection {
  private static final Set<String> RESERVED =
      Set.of("control", "history", "workspace", "driver", "metastore");

  /** Stands in for a place that was reported, so that reading can go on. */
  private static final URI REPORTED = URI.create("reported:/");

  private SiteSection() {}

  static Site read(SettingsReader.Named named) {
    SettingsReader section = named.section();
    URI control = REPORTED;
    if (section.has("control")) {
      control = place(section, "control").orElse(REPORTED);
    } else {
      String hint =
          Nearest.to("control", section.entries().stream().map(Entry::key).toList())
              .map("; did you mean it by '%s'?"::formatted)
              .orElse("; it is where role documents and recovery points are kept");
      section
          .problems()
          .add(named.line(), "sites.%s.control is missing%s".formatted(named.name(), hint));
    }
    Optional<URI> history = place(section, "history");
    SortedMap<String, URI> roots = new TreeMap<>();
    for (Entry entry : section.entries()) {
      if (!isReserved(entry.key())) {
        dataRoot(section, entry).ifPresent(uri -> roots.put(entry.key(), uri));
      }
    }
    Optional<WorkspaceSettings.Place> workspace =
        section.has("workspace")
            ? Optional.of(section.section("workspace", WorkspaceSettings.Place::from))
            : Optional.empty();
    Driver driver = section.choice(Driver.class, "driver", Driver.AUTO);
    return new Site(named.name(), roots, control, history, workspace, driver, metastore(section));
  }

  private static Optional<URI> dataRoot(SettingsReader section, Entry entry) {
    if (SecretText.isCredentialKey(entry.key())) {
      section.problems().add(entry.line(), SettingsReader.credentialKey(entry.key()));
      return Optional.empty();
    }
    if (!entry.key().matches("[a-z0-9][a-z0-9_-]{0,62}")) {
      section
          .problems()
          .add(
              entry.line(),
              "%s cannot name a data root; use lower-case letters, digits, '-' and '_'"
                  .formatted(SecretText.shown(entry.key())));
      return Optional.empty();
    }
    return place(section, entry.key());
  }

  private static Optional<String> metastore(SettingsReader section) {
    Optional<String> text = section.text("metastore");
    if (text.isPresent()
        && !text.get().matches("spark|jdbc:[a-z]+:\\S+")
        && !text.get().matches("thrift://[^/,\\s]+(,(thrift://)?[^/,\\s]+)*")) {
      section.problem(
          "metastore",
          "is no metastore; write thrift://host:9083 (several with a comma between them), jdbc:... or spark");
      return Optional.empty();
    }
    return text;
  }

  /** The place at {@code key}; no message shows a part that may be a secret. */
  private static Optional<URI> place(SettingsReader section, String key) {
    Optional<String> text = section.text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> problem = problem(text.get());
    problem.ifPresent(message -> section.problem(key, message));
    return problem.isPresent() ? Optional.empty() : Optional.of(URI.create(text.get()));
  }

  /** Whether no data root can have that name. */
  static boolean isReserved(String name) {
    return RESERVED.contains(name);
  }

  static boolean isReported(Site site) {
    return site.control().equals(REPORTED);
  }

  private static Optional<String> problem(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      return Optional.of(
          "is not a URI (%s); write abfss://container@account.dfs.core.windows.net/path"
              .formatted(e.getReason()));
    }
    if (uri.getScheme() == null) {
      return Optional.of(
          text.startsWith("/")
              ? "names no store; write file://%s for a local directory".formatted(text)
              : "is not a whole URI; write abfss://container@account.dfs.core.windows.net/path");
    }
    if (uri.isOpaque()) {
      return Optional.of("is not the URI of a directory; a '/' follows its scheme");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      return Optional.of(
          "has a part behind '?' or '#', which names no place and may be a credential; remove it");
    }
    if (uri.getScheme().matches("(?i)abfss?|wasbs?")
        && !String.valueOf(uri.getRawAuthority()).matches("[^@]+@[^@]+")) {
      return Optional.of(
          "lacks its container or account; write %s://container@account.%s.core.windows.net/path"
              .formatted(uri.getScheme(), uri.getScheme().startsWith("abfs") ? "dfs" : "blob"));
    }
    if (("/" + uri.getPath() + "/").matches("(?s).*/\\.\\.?/.*")) {
      return Optional.of("has a segment '.' or '..'; write the path without it");
    }
    return Optional.empty();
  }
}
