package io.twinlake.core.run;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file that is named by its whole name at one site is called at the other. Scheme, endpoint
 * and the way slashes are written stay as they are where both sites have such. Pure but for {@code
 * canonical}.
 *
 * @param here data roots of the one site
 * @param there the other site's, by the same names
 * @param canonical the one name that all names of a place share
 */
record OtherSite(Map<String, URI> here, Map<String, URI> there, Function<URI, String> canonical) {
  private static final Pattern NAME =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(?://([^/]*))?(/.*)?", Pattern.DOTALL);

  /** {@code container@account} and the rest of the host. */
  private static final Pattern AZURE = Pattern.compile("([^@]+@[^.]+)(\\..*)");

  /**
   * Where a file is.
   *
   * @param root name of the data root that holds it
   * @param below where it is below that root, as it was written
   * @param name its name at the other site
   */
  record Place(String root, String below, String name) {}

  /** Empty for what lies in no data root, or is not a whole name. */
  Optional<String> nameOf(String uri) {
    return placeOf(uri).map(Place::name);
  }

  /** The same, with the data root. */
  Optional<Place> placeOf(String uri) {
    Matcher name = NAME.matcher(uri);
    if (!name.matches()) {
      return Optional.empty();
    }
    String path = name.group(3) == null ? "/" : name.group(3);
    String slashes = path.startsWith("//") ? path.replaceFirst("^/+", "/") : path;
    Optional<Place> found = Optional.empty();
    int longest = -1;
    for (Map.Entry<String, URI> each : here.entrySet()) {
      URI root = each.getValue();
      URI other = there.get(each.getKey());
      String below = directory(root);
      if (other != null
          && below.length() > longest
          && slashes.startsWith(below)
          && place(name.group(1), name.group(2))
              .equals(place(root.getScheme(), root.getRawAuthority()))) {
        longest = below.length();
        found =
            Optional.of(
                new Place(
                    each.getKey(),
                    slashes.substring(below.length()),
                    prefix(name, other) + directory(other) + slashes.substring(below.length())));
      }
    }
    return found;
  }

  private String place(String scheme, String authority) {
    try {
      URI root = URI.create(scheme + "://" + (authority == null ? "" : authority) + "/");
      return canonical.apply(root);
    } catch (RuntimeException e) {
      return scheme + "://" + authority;
    }
  }

  private static String directory(URI root) {
    String path = root.getPath() == null || root.getPath().isEmpty() ? "/" : root.getPath();
    return path.endsWith("/") ? path : path + "/";
  }

  /** Scheme and authority: the other site's place in this site's way of writing. */
  private static String prefix(Matcher name, URI other) {
    String authority = other.getRawAuthority() == null ? "" : other.getRawAuthority();
    String written = name.group(2) == null ? "" : name.group(2);
    Matcher from = AZURE.matcher(written);
    Matcher to = AZURE.matcher(authority);
    if (from.matches() && to.matches()) {
      return name.group(1) + "://" + to.group(1) + from.group(2);
    }
    boolean noSlashes = name.group(2) == null && authority.isEmpty();
    return (noSlashes ? name.group(1) + ":" : other.getScheme() + "://") + authority;
  }
}
