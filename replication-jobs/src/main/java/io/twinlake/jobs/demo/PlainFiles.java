package io.twinlake.jobs.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The demo's clickstream, tables as CSV, markers and odd names. The same call gives the same bytes,
 * so that a second demo finds its lake unchanged.
 */
final class PlainFiles {
  /** Exports that exist at any time; each round takes the oldest away and adds one. */
  private static final int EXPORTS = 3;

  private static final int DAYS = 2;
  private static final int HOURS = 6;

  private PlainFiles() {}

  /** What the container {@code raw} begins with, beside the orders. */
  static List<LakeFile> raw() {
    List<LakeFile> files = new ArrayList<>();
    for (int day = 0; day < DAYS; day++) {
      for (int hour = 0; hour < HOURS; hour++) {
        files.add(clicks(day, hour, 0));
      }
    }
    // Names that have broken other copiers: spaces, percent and plus signs, other alphabets.
    files.add(LakeFile.json("clicks/names/a b.json", "{\"name\": \"a space\"}\n"));
    files.add(LakeFile.json("clicks/names/a+b.json", "{\"name\": \"a plus\"}\n"));
    files.add(LakeFile.json("clicks/names/100%.json", "{\"name\": \"a percent sign\"}\n"));
    files.add(LakeFile.json("clicks/names/%20.json", "{\"name\": \"not a space\"}\n"));
    files.add(LakeFile.json("clicks/names/ü.json", "{\"name\": \"u umlaut\"}\n"));
    files.add(LakeFile.empty("clicks/empty.json"));
    return files;
  }

  /** What the container {@code staging} begins with. */
  static List<LakeFile> staging() {
    List<LakeFile> files = new ArrayList<>();
    files.add(LakeFile.csv("customers/customers.csv", customers()));
    files.add(LakeFile.empty("customers/_SUCCESS"));
    // What a Spark job leaves when it dies; never copied.
    files.add(LakeFile.csv("customers/_temporary/0/attempt_0/part-00000.csv", "half a ro"));
    files.add(LakeFile.empty("empty.csv"));
    for (int number = 1; number <= EXPORTS; number++) {
      files.add(export(number));
    }
    return files;
  }

  /** The clicks of one hour, rewritten by {@code round} with other content of the same length. */
  static LakeFile clicks(int day, int hour, int round) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      lines.append(
          String.format(
              Locale.ROOT,
              "{\"at\":\"2026-11-%02dT%02d:%02d:00Z\",\"user\":%d,\"page\":\"/item/%03d\",\"revision\":%04d}\n",
              17 + day,
              hour,
              i,
              1000 + (day * 7919 + hour * 104_729 + i * 31) % 500,
              (day + hour * 13 + i * 17) % 400,
              round));
    }
    return LakeFile.json(
        String.format(Locale.ROOT, "clicks/2026/11/%02d/%02d.json", 17 + day, hour),
        lines.toString());
  }

  /** The clicks that round {@code round}, from 1, rewrites: another hour each time. */
  static LakeFile clicksOf(int round) {
    int index = (round - 1) % (DAYS * HOURS);
    return clicks(index / HOURS, index % HOURS, round);
  }

  /** One export of many; the container always holds the newest few. */
  static LakeFile export(int number) {
    return LakeFile.csv(exportPath(number), "export,rows\n" + number + "," + number * 100 + "\n");
  }

  static String exportPath(int number) {
    return String.format(Locale.ROOT, "exports/export-%04d.csv", number);
  }

  /** The export that round {@code round}, from 1, adds. */
  static int exportAddedBy(int round) {
    return round + EXPORTS;
  }

  private static String customers() {
    StringBuilder lines = new StringBuilder("customer,country\n");
    String[] countries = {"de", "fr", "it", "pl", "se"};
    for (int i = 0; i < 500; i++) {
      lines.append(1000 + i).append(',').append(countries[i % countries.length]).append('\n');
    }
    return lines.toString();
  }
}
