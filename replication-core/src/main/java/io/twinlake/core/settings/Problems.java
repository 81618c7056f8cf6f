package io.twinlake.core.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Collects what is wrong with one settings file while it is read to its end. */
final class Problems {
  private final String origin;
  private final List<SettingsProblem> found = new ArrayList<>();
  private final SortedSet<String> keys = new TreeSet<>();

  Problems(String origin) {
    this.origin = SecretText.origin(origin);
  }

  void add(int line, String message) {
    SettingsProblem problem =
        new SettingsProblem(origin, Math.max(1, line), SecretText.masked(message));
    if (!found.contains(problem)) {
      found.add(problem);
    }
  }

  /** Notes that settings have this key, {@code transfer.partSize}; what varies is a star. */
  void known(String key) {
    keys.add(key);
  }

  /** All keys that were asked for, which are all there are. */
  SortedSet<String> keys() {
    return keys;
  }

  /** This without what was found; where one problem explains all others. */
  Problems emptied() {
    found.clear();
    return this;
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      found.sort(Comparator.comparingInt(SettingsProblem::line));
      throw new SettingsException(origin, found);
    }
  }
}
