package io.twinlake.core.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody who wrote another one meant. */
final class Nearest {
  private static final int FARTHEST = 2;
  private static final int LONGEST = 64;

  private Nearest() {}

  /** The name that is nearest to {@code written}, if one is near. */
  static Optional<String> to(String written, Collection<String> names) {
    if (written.length() > LONGEST) {
      return Optional.empty();
    }
    String plain = plain(written);
    return names.stream()
        .filter(name -> distance(plain, plain(name)) <= Math.min(FARTHEST, name.length() / 2))
        .min(Comparator.comparingInt(name -> distance(plain, plain(name))));
  }

  /** {@code "; did you mean 'name'?"}, or nothing. */
  static String hint(String written, Collection<String> names) {
    return to(written, names).map("; did you mean '%s'?"::formatted).orElse("");
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
  }

  /** How many letters must be put in, taken out, replaced, or swapped with their neighbour. */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replace = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(cost[i - 1][j - 1] + replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
