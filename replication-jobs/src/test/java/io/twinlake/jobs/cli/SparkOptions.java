package io.twinlake.jobs.cli;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The options that {@code spark-submit} takes, as its own parser lists them. */
final class SparkOptions {
  private SparkOptions() {}

  /** Those of {@code words} that look like options and are none. */
  static List<String> unknown(List<String> words) {
    Set<String> known = known();
    return words.stream().filter(w -> w.startsWith("--") && !known.contains(w)).toList();
  }

  private static Set<String> known() {
    try {
      Class<?> parser = Class.forName("org.apache.spark.launcher.SparkSubmitOptionParser");
      Constructor<?> made = parser.getDeclaredConstructor();
      made.setAccessible(true);
      Object of = made.newInstance();
      Set<String> known = new TreeSet<>();
      for (Field field : parser.getDeclaredFields()) {
        if (field.getType() == String.class) {
          field.setAccessible(true);
          known.add((String) field.get(of));
        }
      }
      return known;
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
