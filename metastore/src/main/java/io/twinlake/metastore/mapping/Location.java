package io.twinlake.metastore.mapping;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place as a metastore writes it, in a form that is equal for all names of one place. The path's
 * bytes are kept: {@code %20} is not a space, and its case counts.
 *
 * @param authority what holds it, {@code azure:raw@sa3}, {@code hdfs:nn}, {@code dbfs:}, {@code
 *     file:}; {@code ?:} for a path without a scheme
 * @param path begins with one slash and ends with none, except the root
 */
public record Location(String authority, String path) {
  /** Of a path without a scheme where nobody said what it lies on. */
  public static final String NOWHERE = "?:";

  public static final String DBFS = "dbfs:";

  private static final Pattern SCHEME =
      Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):(/.*)?", Pattern.DOTALL);
  private static final Pattern AUTHORITY = Pattern.compile("//([^/]*)(/.*)?", Pattern.DOTALL);
  private static final Pattern AZURE =
      Pattern.compile("([^@]+)@([^.@]+)\\.(?:blob|dfs)\\.(.+?)\\.?");
  private static final Pattern SLASHES = Pattern.compile("/{2,}");

  /**
   * Reads a text.
   *
   * @return nothing if the text is no absolute location at all
   */
  public static Optional<Location> parse(String text) {
    if (text.startsWith("/")) {
      if (text.equals("/dbfs") || text.startsWith("/dbfs/")) {
        return Optional.of(of(DBFS, text.substring(5)));
      }
      return Optional.of(of(NOWHERE, text));
    }
    Matcher scheme = SCHEME.matcher(text);
    if (!scheme.matches() || scheme.group(2) == null) {
      return Optional.empty();
    }
    String name = scheme.group(1).toLowerCase(Locale.ROOT);
    String rest = scheme.group(2);
    Matcher withAuthority = AUTHORITY.matcher(rest);
    String host = "";
    String path = rest;
    if (withAuthority.matches()) {
      host = withAuthority.group(1);
      path = withAuthority.group(2) == null ? "/" : withAuthority.group(2);
    }
    return Optional.of(of(authority(name, host), path));
  }

  private static String authority(String scheme, String host) {
    return switch (scheme) {
      case "abfs", "abfss", "wasb", "wasbs" -> azure(host.toLowerCase(Locale.ROOT));
      case "file" -> "file:";
      case "dbfs" -> DBFS;
      case "s3", "s3a", "s3n" -> "s3:" + host;
      case "hdfs", "adl" -> scheme + ":" + withoutPort(host.toLowerCase(Locale.ROOT));
      default -> scheme + ":" + host.toLowerCase(Locale.ROOT);
    };
  }

  /** One place whether over blob or dfs; the public cloud's domain is left out. */
  private static String azure(String host) {
    Matcher parts = AZURE.matcher(withoutPort(host));
    if (!parts.matches()) {
      return "azure:" + host;
    }
    String domain = parts.group(3);
    return "azure:"
        + parts.group(1)
        + "@"
        + parts.group(2)
        + (domain.equals("core.windows.net") ? "" : "." + domain);
  }

  private static String withoutPort(String host) {
    return host.replaceFirst(":\\d*$", "");
  }

  private static Location of(String authority, String path) {
    String clean = SLASHES.matcher(path).replaceAll("/");
    while (clean.length() > 1 && clean.endsWith("/")) {
      clean = clean.substring(0, clean.length() - 1);
    }
    return new Location(authority, clean.isEmpty() ? "/" : clean);
  }

  /** The same path on what paths without a scheme lie on. */
  public Location on(Location defaultFs) {
    return authority.equals(NOWHERE) ? new Location(defaultFs.authority, path) : this;
  }

  /** Whether this is {@code root} or lies below it, by whole steps of the path. */
  public boolean isWithin(Location root) {
    return authority.equals(root.authority)
        && (root.path.equals("/")
            || path.equals(root.path)
            || path.startsWith(root.path) && path.charAt(root.path.length()) == '/');
  }

  /** What is left of this path below {@code root}: empty, or it begins with a slash. */
  public String below(Location root) {
    String rest = root.path.equals("/") ? path : path.substring(root.path.length());
    return rest.equals("/") ? "" : rest;
  }

  /** {@code rest}, as {@link #below} answers it, below this place. */
  public Location resolve(String rest) {
    return of(authority, path + "/" + rest);
  }

  @Override
  public String toString() {
    return authority + path;
  }
}
